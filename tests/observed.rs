//! Monthly and national publications, logs of calls and interval tables: the real files against figures published of them, and damaged
//! copies with the page that each earns.
#![expect(clippy::unwrap_used, reason = "what cannot be read is a failure")]

use helpline::records::log::{self, CallLog, Fate};
use helpline::records::period::PeriodRecords;
use helpline::records::sheet::Sheet;
use helpline::records::{adc, intervals, mds, national};
use helpline::scenario::problem::Problems;
use helpline::scenario::source::Place;
use jiff::civil::date;

const MDS: &str = "scenarios/data/nhs111-mds-2015-16.csv";
const ADC: &str = "scenarios/data/nhs111-iuc-adc-2024-25.csv";
const NATIONAL: &str = "scenarios/data/nhs111-national-daily.csv";

fn sheet(text: &str) -> Result<Sheet, Problems> {
    Sheet::parse(Place::Held("records.csv".into()), text)
}

fn shown(name: &str, page: &str) {
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!(format!("observed/{name}"), page);
    });
}

/// A file with cells changed: (line, column, new text).
fn damaged(file: &str, changes: &[(usize, &str, &str)]) -> String {
    let text = std::fs::read_to_string(file).unwrap();
    let head: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    let mut out = String::new();
    for (index, line) in text.lines().enumerate() {
        let mut cells: Vec<&str> = line.split(',').collect();
        for (_, column, new) in changes.iter().filter(|change| change.0 == index + 1) {
            assert!(!line.contains('"'), "choose a line without quotes");
            cells[head.iter().position(|name| name == column).unwrap()] = new;
        }
        out += &cells.join(",");
        out += "\n";
    }
    out
}

fn page<T>(read: Result<T, Problems>) -> String {
    read.map(|_| ()).unwrap_err().render(false)
}

fn total(records: &PeriodRecords, figure: &str, month: jiff::civil::Date) -> f64 {
    let of_month = |area: &helpline::records::period::AreaPeriods| {
        area.periods.iter().find(|p| p.first == Some(month)).and_then(|p| p.get(figure)).unwrap_or(0.0)
    };
    records.areas.iter().map(of_month).sum()
}

/// NHS England's monthly statement of April 2015 (facts of the data set): calls offered, answered in 60 s, abandoned after 30 s.
#[test]
fn the_minimum_data_set_is_read_whole() {
    let records = mds::read(MDS).unwrap();
    assert_eq!((records.account.rows, records.account.used), (402, 402));
    assert_eq!(records.areas.len(), 46);
    // staff minutes: counted here from the text itself
    let plausible = |line: &&str| {
        let cells: Vec<&str> = line.rsplit(',').collect();
        let answered: f64 =
            line.split('"').next_back().unwrap().split(',').nth(if line.contains('"') { 7 } else { 9 }).unwrap().parse().unwrap();
        cells[1].parse::<f64>().is_ok_and(|minutes| (2.0..=13.0).contains(&(minutes / answered)))
    };
    let expected = std::fs::read_to_string(MDS).unwrap().lines().skip(1).filter(plausible).count();
    let with = |figure: &str| records.areas.iter().flat_map(|a| &a.periods).filter(|p| p.get(figure).is_some()).count();
    assert_eq!((with("handler_minutes"), with("clinician_minutes")), (expected, expected - 2));
    // together 6.4 minutes of handlers a call answered there
    let sum = |figure: &str| -> f64 {
        let plausible = records.areas.iter().flat_map(|a| &a.periods).filter(|p| p.get("handler_minutes").is_some());
        plausible.filter_map(|p| p.get(figure)).sum()
    };
    assert!((sum("handler_minutes") / sum("answered") - 6.39).abs() < 0.005);
    let april = date(2015, 4, 1);
    let service = total(&records, "answered_60s", april) / total(&records, "answered", april);
    assert!((0.8..1.0).contains(&service), "{service}");
    shown("mds-account", &records.account.sentences().join("\n"));
}

#[test]
fn the_yearly_extract_is_read_whole() {
    let records = adc::read(ADC).unwrap();
    assert_eq!((records.account.rows, records.account.used, records.areas.len()), (27, 27, 27));
    let england = records.areas.iter().find(|a| a.name == "england").unwrap();
    assert_eq!(england.periods[0].get("received"), Some(19_968_400.0));
    assert_eq!(england.periods[0].months, 12);
    // the median area of the data set's notes: 3.4 % abandoned of answered and abandoned
    let mut rates: Vec<f64> = records
        .areas
        .iter()
        .filter(|a| a.name != "england")
        .map(|a| {
            a.periods[0].get("abandoned").unwrap()
                / (a.periods[0].get("answered").unwrap() + a.periods[0].get("abandoned").unwrap())
        })
        .collect();
    rates.sort_by(f64::total_cmp);
    let median = f64::midpoint(rates[12], rates[13]);
    assert!((median - 0.034).abs() < 0.001, "{median}");
    shown("adc-wide-account", &records.account.sentences().join("\n"));
}

/// The yearly figures as NHS England lays out its monthly file: nine columns, items by number, thousands commas, some names blank,
/// items that are not used.
fn long(names: bool) -> String {
    let records = adc::read(ADC).unwrap();
    let items = [
        ("received", "A01", "Number of calls received"),
        ("", "A02", "Calls routed through IVR"),
        ("answered", "A03", "Number of answered calls"),
        ("abandoned", "B02", "Number of calls abandoned"),
        ("triaged", "C01", "Number of calls triaged"),
        ("clinician", "D01", "Calls assessed by a clinician or Clinical Advisor"),
        ("ambulance", "E02", "Ambulance dispositions"),
        ("dispositions", "E01", "Total final dispositions"),
        ("", "H01", "Calls assessed by staff group"),
    ];
    let mut text =
        "REPORTING_PERIOD,ORG_CODE,ORG_NAME,CONTRACT_CODE,CONTRACT_NAME,ITEM_NUMBER,VALUE,REGION_CODE,REGION_NAME".to_owned();
    text += if names { ",ITEM_NAME\n" } else { "\n" };
    let thousands = |value: f64| {
        let digits = format!("{value:.0}");
        let head = digits.len() % 3;
        let mut parts: Vec<&str> = if head > 0 { vec![&digits[..head]] } else { vec![] };
        parts.extend((head..digits.len()).step_by(3).map(|i| &digits[i..i + 3]));
        parts.join(",")
    };
    for (place, area) in records.areas.iter().filter(|a| a.name != "england").enumerate() {
        for (month, divisor) in [("APR-2024", 12.0), ("MAY-2024", 11.0)] {
            for (figure, code, name) in items {
                let value = area.periods[0].get(figure).map_or("-".to_owned(), |v| thousands((v / divisor).floor()));
                let organisation = if place == 3 { "" } else { "A provider, of some name" };
                text += &format!(
                    "IUCADC-MONTHLY-{month},NKB,\"{organisation}\",{},\"{}\",{code},\"{value}\",Y56,London",
                    area.code.as_deref().unwrap(),
                    area.title
                );
                text += &if names { format!(",{name}\n") } else { "\n".to_owned() };
            }
        }
    }
    text
}

#[test]
fn the_long_layout_gives_back_the_same_figures() {
    let wide = adc::read(ADC).unwrap();
    for names in [false, true] {
        let records = adc::from_sheet(sheet(&long(names)).unwrap()).unwrap();
        assert_eq!(records.areas.len(), 26);
        for area in &records.areas {
            let same = wide.areas.iter().find(|a| a.code == area.code).unwrap();
            assert_eq!(area.periods.len(), 2);
            assert_eq!(area.periods[0].first, Some(date(2024, 4, 1)));
            for figure in ["received", "answered", "abandoned", "triaged", "clinician", "ambulance", "dispositions"] {
                let expected = (same.periods[0].get(figure).unwrap() / 12.0).floor();
                assert_eq!(area.periods[0].get(figure), Some(expected), "{} {figure}", area.title);
            }
        }
        if names {
            shown("adc-long-account", &records.account.sentences().join("\n"));
        }
    }
}

#[test]
fn an_item_is_known_by_its_name_where_numbers_were_given_anew() {
    // in another version of the collection a D item has another meaning
    let text = long(true).replace("D01", "D77").replace("E02,", "E03,");
    let records = adc::from_sheet(sheet(&text).unwrap()).unwrap();
    assert!(records.areas.iter().all(|a| a.periods[0].get("clinician").is_some() && a.periods[0].get("ambulance").is_some()));
    // a number of the D items alone is not believed against a name that says something else
    let text = long(true).replace("Calls assessed by a clinician or Clinical Advisor", "Calls passed to a dental nurse");
    let records = adc::from_sheet(sheet(&text).unwrap()).unwrap();
    assert!(records.areas.iter().all(|a| a.periods[0].get("clinician").is_none()));
}

#[test]
fn two_copies_of_a_month_are_named() {
    let text = long(false);
    let again: String = text.lines().skip(1).take(9).map(|line| format!("{line}\n")).collect();
    shown("adc-merged-twice", &page(adc::from_sheet(sheet(&(text + &again)).unwrap())));
}

#[test]
fn a_damaged_long_file_is_named() {
    let text = long(false).replacen("IUCADC-MONTHLY-APR-2024", "IUCADC-MONTHLY-2024", 1).replacen(",Y56", ",Y56,,", 0);
    let text = text.replacen("\"31,", "\"-31,", 1).replacen("VALUE", "VALEU", 0);
    shown("adc-damaged", &page(adc::from_sheet(sheet(&text).unwrap())));
    let header = long(false).replacen("ITEM_NUMBER", "ITEM_NUMBRE", 1);
    shown("adc-header", &page(adc::from_sheet(sheet(&header).unwrap())));
}

#[test]
fn the_national_series_has_partial_days_missing() {
    let records = national::read(NATIONAL).unwrap();
    let text = std::fs::read_to_string(NATIONAL).unwrap();
    let partial = text.lines().filter(|line| line.ends_with(",1")).count();
    assert_eq!((records.account.rows, records.account.used), (189, 189 - partial));
    // the largest day of the winter
    assert_eq!(records.areas[0].on(date(2025, 12, 27)).unwrap().received, 101_636);
    shown("national-account", &records.account.sentences().join("\n"));
}

#[test]
fn damaged_monthly_and_national_files_are_named() {
    let text = damaged(
        MDS,
        &[
            (2, "month", "2015-13"),
            (3, "answered", "99,999".replace(',', "").as_str()),
            (4, "triaged", "-12"),
            (5, "offered", "many"),
        ],
    );
    shown("mds-damaged", &page(mds::from_sheet(sheet(&text).unwrap())));
    let text = std::fs::read_to_string(MDS).unwrap().replacen("abandoned_30s", "abandonned_30s", 1);
    shown("mds-header", &page(mds::from_sheet(sheet(&text).unwrap())));
    let line = std::fs::read_to_string(MDS).unwrap().lines().nth(1).unwrap().to_owned();
    let twice = std::fs::read_to_string(MDS).unwrap() + &line + "\n";
    shown("mds-twice", &page(mds::from_sheet(sheet(&twice).unwrap())));
    let text = damaged(
        NATIONAL,
        &[(2, "calls_received", "-5"), (3, "date", "2025-08-18"), (4, "partial", "perhaps"), (5, "date", "31/31/2025")],
    );
    shown("national-damaged", &page(national::from_sheet(sheet(&text).unwrap())));
    for text in ["", "month,area_code\n"] {
        assert!(sheet(text).is_err());
    }
}

/// A column of abandoned calls that holds answered + abandoned (as it happened in a file of daily figures).
#[test]
fn a_column_that_changed_its_meaning_is_recognised() {
    let text = std::fs::read_to_string(MDS).unwrap();
    let head: Vec<&str> = text.lines().next().unwrap().split(',').collect();
    let place = |name: &str| head.iter().position(|h| *h == name).unwrap();
    let mut out = text.lines().next().unwrap().to_owned() + "\n";
    for line in text.lines().skip(1) {
        let mut cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        if !line.contains('"') {
            let sum = cells[place("answered")].parse::<u32>().unwrap() + cells[place("abandoned_30s")].parse::<u32>().unwrap();
            cells[place("abandoned_30s")] = sum.to_string();
        }
        out += &(cells.join(",") + "\n");
    }
    shown("mds-meaning", &page(mds::from_sheet(sheet(&out).unwrap())));
}

fn log(text: &str, map: &[&str]) -> Result<CallLog, Problems> {
    let map: Vec<String> = map.iter().map(|m| (*m).to_owned()).collect();
    log::from_sheet(sheet(text)?, &map)
}

const PLAIN: &str = "Call Start,Answer Time,End Time,Agent Group,Caller
24/11/2025 08:00:10,24/11/2025 08:00:40,24/11/2025 08:05:40,day,a
24/11/2025 08:01:00,,24/11/2025 08:02:30,,b
24/11/2025 08:03:00,24/11/2025 08:03:00,24/11/2025 08:13:30,day,b
25/11/2025 23:59:50,26/11/2025 00:00:20,26/11/2025 00:01:20,night,c
";

#[test]
fn a_log_in_its_usual_words() {
    let found = log(PLAIN, &[]).unwrap();
    let fates: Vec<Fate> = found.calls.iter().map(|c| c.fate).collect();
    assert_eq!(fates, [Fate::Answered, Fate::Abandoned, Fate::Answered, Fate::Answered]);
    let waits: Vec<Option<f64>> = found.calls.iter().map(|c| c.wait).collect();
    assert_eq!(waits, [Some(30.0), Some(90.0), Some(0.0), Some(30.0)]);
    assert_eq!(found.calls[0].talk, Some(300.0));
    assert_eq!(found.days.len(), 2);
    assert_eq!((found.days[0].weekday, found.groups.len(), found.calls[1].person), (0, 2, found.calls[2].person));
    shown("log-account", &found.account.sentences().join("\n"));
}

/// One log in many spellings: the same calls.
#[test]
fn a_log_in_other_spellings_is_the_same_log() {
    let expected = log(PLAIN, &[]).unwrap();
    let american =
        PLAIN.replace("24/11/2025", "11/24/2025").replace("25/11/2025", "11/25/2025").replace("26/11/2025", "11/26/2025");
    let semicolons = format!("\u{feff}{}", PLAIN.replace(',', ";"));
    let tabs = PLAIN.replace(',', "\t").replace('\n', "\r\n");
    let iso =
        PLAIN.replace("24/11/2025 ", "2025-11-24T").replace("25/11/2025 ", "2025-11-25T").replace("26/11/2025 ", "2025-11-26T");
    let words = PLAIN
        .replace("24/11/2025", "Mon 24 Nov 2025")
        .replace("25/11/2025", "25-Nov-25")
        .replace("26/11/2025", "26 November 2025");
    let morning = PLAIN.replace(" 08:", " 8:").replace(" 00:0", " 12:0").replace(" 23:", " 11:");
    let morning: String = morning
        .lines()
        .map(|line| {
            let cells: Vec<String> = line
                .split(',')
                .map(|cell| {
                    if cell.contains(" 11:") {
                        format!("{cell} PM")
                    } else if cell.contains(':') {
                        format!("{cell} am")
                    } else {
                        cell.to_owned()
                    }
                })
                .collect();
            cells.join(",") + " \n"
        })
        .collect();
    for text in [american, semicolons, tabs, iso, words, morning] {
        let found = log(&text, &[]).unwrap_or_else(|p| panic!("{}\n{text}", p.render(false)));
        assert_eq!(found.calls, expected.calls, "{text}");
    }
    let split = "Date,Time,Waited,Talk (min),Gone\n24/11/2025,08:00:10,00:30,5,no\n24/11/2025,08:01:00,1m 30s,,yes\n";
    let found = log(split, &["arrived=Date+Time", "wait=Waited", "talk=Talk (min)", "abandoned=Gone"]).unwrap();
    assert_eq!(found.calls[0].wait, Some(30.0));
    assert_eq!(found.calls[0].talk, Some(300.0));
    assert_eq!((found.calls[1].fate, found.calls[1].wait), (Fate::Abandoned, Some(90.0)));
}

#[test]
fn damaged_logs_are_named() {
    let contradictions = "arrived,answered,ended,abandoned
2025-11-24 08:00:00,2025-11-24 07:59:00,2025-11-24 08:05:00,no
2025-11-24 08:01:00,2025-11-24 08:02:00,2025-11-24 08:01:30,no
2025-11-24 08:03:00,2025-11-24 08:03:10,2025-11-24 08:05:00,yes
2025-11-24 08:04:00,,2025-11-24 08:05:00,maybe
soon,,2025-11-24 08:05:00,yes
";
    shown("log-contradictions", &page(log(contradictions, &[])));
    let zones = "arrived,answered,ended\n2025-07-01 08:00,2025-07-01 08:01,2025-07-01 08:05\n2025-07-01T08:00Z,2025-07-01 08:01,2025-07-01 08:05\n";
    shown("log-zones", &page(log(zones, &[])));
    let columns = "arrived,answered,ended\n2025-07-01T07:00Z,2025-07-01 08:01,2025-07-01 08:05\n";
    shown("log-zones-of-columns", &page(log(columns, &[])));
    let ambiguous = "arrived,answered,ended\n03/04/2025 08:00,03/04/2025 08:01,03/04/2025 08:05\n";
    shown("log-day-or-month", &page(log(ambiguous, &[])));
    assert!(log(ambiguous, &["dates=day-first"]).is_ok());
    let missing_hour = "arrived,wait\n2025-03-30 00:59:00,5\n2025-03-30 01:10:00,5\n2025-03-30 02:10:00,5\n";
    shown("log-missing-hour", &page(log(missing_hour, &[])));
    assert!(log(missing_hour, &["zone=UTC"]).is_ok());
    let twice = PLAIN.to_owned() + "24/11/2025 08:00:10,24/11/2025 08:00:40,24/11/2025 08:05:40,day,a\n";
    shown("log-twice", &page(log(&twice, &[])));
    shown("log-header", &page(log("arival,waitt\n2025-11-24 08:00:00,3\n", &[])));
    let map = ["arrived=Arrivd", "wate=Wait", "zone=Europe/Londn", "dates=backwards", "nothing"];
    shown("log-map", &page(log("Arrived,Wait\n2025-11-24 08:00:00,3\n", &map)));
    let spreadsheet = "arrived,wait\n45985.5,0.000347222\n45985.6,0.000694444\n";
    shown("log-days-of-a-spreadsheet", &page(log(spreadsheet, &[])));
}

#[test]
fn the_night_when_clocks_go_back_has_its_hour_twice() {
    let text = "arrived,answered,ended
2025-10-26 00:50:00,2025-10-26 00:50:30,2025-10-26 00:55:00
2025-10-26 01:55:00,2025-10-26 01:05:00,2025-10-26 01:10:00
2025-10-26 01:20:00,2025-10-26 01:20:00,2025-10-26 02:10:00
";
    let found = log(text, &[]).unwrap();
    let waits: Vec<Option<f64>> = found.calls.iter().map(|c| c.wait).collect();
    assert_eq!(waits, [Some(30.0), Some(600.0), Some(0.0)]);
    assert_eq!(found.calls[2].talk, Some(3000.0));
    assert!((found.calls[2].at - found.calls[0].at - 90.0 * 60.0).abs() < 1e-6);
    shown("log-clocks-go-back", &found.account.sentences().join("\n"));
}

#[test]
fn an_interval_table_is_read_and_its_faults_named() {
    let text = "Interval Start,Calls Offered,Calls Answered,Calls Abandoned,ASA,AHT
26/10/2025 00:30,10,9,1,00:12,6:30
26/10/2025 01:00,\"1,008\",1000,8,00:12,6:30
26/10/2025 01:30,8,8,0,00:12,6:30
26/10/2025 01:00,7,7,0,00:12,6:30
26/10/2025 01:30,6,5,1,00:12,6:30
26/10/2025 02:00,5,4,,00:12,6:30
";
    let table = intervals::from_sheet(sheet(text).unwrap(), &[]).unwrap();
    assert_eq!((table.rows.len(), table.minutes, table.rows.iter().filter(|r| r.again).count()), (6, 30, 2));
    assert_eq!((table.rows[1].offered, table.rows[1].handle, table.rows[1].wait), (1008.0, Some(390.0), Some(12.0)));
    shown("intervals-account", &table.account.sentences().join("\n"));
    let wrong = "start,offered,answered,abandoned
2025-11-24 08:00,10,12,0
2025-11-24 08:30,10,-1,0
2025-11-24 08:30,10,9,0
2025-11-24 08:30,10,9,0
";
    shown("intervals-damaged", &page(intervals::from_sheet(sheet(wrong).unwrap(), &[])));
    let sums =
        "start,offered,answered,abandoned\n2025-11-24 08:00,10,9,10\n2025-11-24 08:30,20,18,19\n2025-11-24 09:00,30,25,28\n";
    shown("intervals-meaning", &page(intervals::from_sheet(sheet(sums).unwrap(), &[])));
}
