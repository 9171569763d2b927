//! Published records read: the real files, and damaged copies with the page each earns.
#![expect(clippy::unwrap_used, reason = "what cannot be read is a failure")]

use helpline::records::day::DayRecords;
use helpline::records::sheet::Sheet;
use helpline::records::sitrep;
use helpline::scenario::problem::Problems;
use helpline::scenario::source::Place;
use jiff::civil::date;

const SITREP: &str = "scenarios/data/nhs111-sitrep-daily.csv";

fn read(text: &str, map: &[&str]) -> Result<DayRecords, Problems> {
    let map: Vec<String> = map.iter().map(|m| (*m).to_owned()).collect();
    sitrep::from_sheet(Sheet::parse(Place::Held("days.csv".into()), text)?, &map)
}

/// The published file with a change of its lines.
fn damaged(change: impl Fn(usize, &str) -> Option<String>) -> String {
    let text = std::fs::read_to_string(SITREP).unwrap();
    text.lines().enumerate().filter_map(|(i, line)| change(i + 1, line)).map(|line| line + "\n").collect()
}

/// The same with cell `column` of lines that `which` picks out changed.
fn cell(column: usize, which: impl Fn(usize) -> bool, to: impl Fn(&[&str]) -> String) -> String {
    damaged(|line, text| {
        let cells: Vec<&str> = text.split(',').collect();
        let quoted = text.contains('"');
        if line == 1 || quoted || !which(line) {
            return Some(text.to_owned());
        }
        let new = to(&cells);
        Some(cells.iter().enumerate().map(|(i, c)| if i == column { new.as_str() } else { *c }).collect::<Vec<_>>().join(","))
    })
}

fn page(text: &str, map: &[&str]) -> String {
    read(text, map).unwrap_err().render(false)
}

macro_rules! pages {
    ($($test:ident: $text:expr, $map:expr;)*) => {
        $(
            #[test]
            fn $test() {
                insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
                    insta::assert_snapshot!(concat!("records/", stringify!($test)), page(&$text, &$map));
                });
            }
        )*
    };
}

#[test]
fn the_published_file_is_read_whole() {
    let records = sitrep::read(SITREP, &[]).unwrap();
    assert_eq!((records.areas.len(), records.account.rows, records.account.used), (24, 2177, 2177));
    // Cornwall's sums, as its extract's heading has them
    let cornwall = records.area("111AL3").unwrap();
    assert_eq!(cornwall.name, "cornwall");
    let sum = |of: fn(&helpline::records::day::Day) -> u32| cornwall.days.iter().flatten().map(of).sum::<u32>();
    assert_eq!((sum(|d| d.received), sum(|d| d.answered.unwrap())), (56_679, 55_432));
    // every area has all 91 days but Bristol, whose gap is known
    for area in &records.areas {
        assert_eq!((area.first, area.last()), (date(2025, 11, 24), date(2026, 2, 22)), "{}", area.name);
        let gap = (area.code.as_deref() == Some("111AI5")).then_some((date(2025, 12, 22), date(2025, 12, 28)));
        assert_eq!(area.gaps(), Vec::from_iter(gap), "{}", area.name);
    }
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("records/account", records.account.sentences().join("\n"));
    });
}

#[test]
fn the_columns_agree_with_the_file_read_otherwise() {
    // another way to read it: no quotes around the last five cells, so they are found from the right
    let records = sitrep::read(SITREP, &[]).unwrap();
    let text = std::fs::read_to_string(SITREP).unwrap();
    for line in text.lines().skip(1) {
        let mut cells: Vec<&str> = line.rsplitn(6, ',').collect();
        cells.reverse();
        let figures: Vec<u32> = cells[1..].iter().map(|c| c.parse().unwrap()).collect();
        let code = line.split(',').nth(2).unwrap();
        let day = records.area(code).unwrap().on(line[..10].parse().unwrap()).unwrap();
        let read = [day.received, day.answered.unwrap(), day.answered_60s.unwrap(), day.abandoned.unwrap(), day.triaged.unwrap()];
        assert_eq!(figures, read, "{line}");
    }
}

#[test]
fn areas_are_found_by_how_they_begin_and_near_names_offered() {
    let records = sitrep::read(SITREP, &[]).unwrap();
    assert_eq!(records.area("Norfolk").unwrap().code.as_deref(), Some("111AG8"));
    assert_eq!(records.area("north-west").unwrap().code.as_deref(), Some("111AJ3"));
    assert!(records.area("cornwal1").unwrap_err().contains("did you mean `cornwall`?"));
    assert!(records.area("s").unwrap_err().contains("may be"));
    assert!(records.area("atlantis").unwrap_err().contains("it has banes"));
}

#[test]
fn a_column_of_sums_is_read_as_a_difference() {
    let sums = cell(7, |_| true, |c| (c[7].parse::<u32>().unwrap() + c[5].parse::<u32>().unwrap()).to_string());
    let sums: String = sums.lines().filter(|l| !l.contains('"')).map(|l| format!("{l}\n")).collect();
    let whole: String = damaged(|_, l| (!l.contains('"')).then(|| l.to_owned()));
    let mended = read(&sums, &["abandoned=abandoned-answered"]).unwrap();
    assert_eq!(mended.areas, read(&whole, &[]).unwrap().areas);
}

#[test]
fn unreported_days_are_missing_and_never_zero() {
    let zero = "date,received,answered,answered_60s,abandoned\n2026-01-01,9,8,7,1\n2026-01-02,0,0,0,0\n2026-01-03,,,,\n2026-01-04,9,,7,1\n2026-01-05,9,8,7,1\n";
    let records = read(zero, &[]).unwrap();
    let days: Vec<bool> = records.areas[0].days.iter().map(Option::is_some).collect();
    assert_eq!(days, [true, false, false, false, true]);
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("records/account-of-gaps", records.account.sentences().join("\n"));
    });
}

pages! {
    empty: "", [];
    only_a_heading: "date,received,answered,answered_60s,abandoned\n", [];
    columns_missing: "date,recieved,answered,service\n2026-01-01,1,1,1\n", [];
    mapped_to_nothing: "date,received,answered,answered_60s,abandoned\n2026-01-01,9,8,7,1\n", ["abandonned=abandoned", "answered=anwsered", "x"];
    abandoned_holds_the_sum: cell(7, |_| true, |c| (c[7].parse::<u32>().unwrap() + c[5].parse::<u32>().unwrap()).to_string()), [];
    abandoned_changes_its_meaning: cell(7, |line| line > 1500, |c| (c[7].parse::<u32>().unwrap() + c[5].parse::<u32>().unwrap()).to_string()), [];
    negative_and_odd_counts: cell(5, |line| line % 300 == 0, |_| "-3".into()).replacen("2025-11-26", "26/13/2025", 1).replacen(",1006,", ",1006.5,", 1), [];
    answered_above_received: cell(5, |line| (200..230).contains(&line), |c| (c[4].parse::<u32>().unwrap() + 1).to_string()), [];
    within_above_answered: cell(6, |line| line == 40, |c| (c[5].parse::<u32>().unwrap() + 1).to_string()), [];
    a_day_twice: damaged(|line, text| Some(if line == 30 { format!("{text}\n{text}") } else { text.to_owned() })), [];
    a_share_for_a_count: "date,received,answered,answered_60s,abandoned\n2026-01-01,9,8,87%,1\n2026-01-02,9,8,0.87,1\n", [];
}
