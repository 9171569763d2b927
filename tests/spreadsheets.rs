//! Tables from and for spreadsheet programs: workbooks read and written, CSV files with their habits.
#![expect(clippy::unwrap_used, reason = "what cannot be done is a failure")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::Command;
use calamine::{Data, Reader, Xlsx};
use helpline::scenario;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

fn helpline(arguments: &[&str]) -> Output {
    let mut command = Command::cargo_bin("helpline").unwrap();
    command.current_dir(env!("CARGO_MANIFEST_DIR")).env("LANG", "en_GB.UTF-8").env("NO_COLOR", "1");
    command.args(arguments).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// All cells of a sheet of a workbook.
fn sheet(path: &Path, name: &str) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = calamine::open_workbook(path).unwrap();
    book.worksheet_range(name).unwrap().rows().map(<[Data]>::to_vec).collect()
}

/// A sheet holds what the CSV does: numbers as numbers, dates as dates.
fn same(sheet: &[Vec<Data>], csv: &str) {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(csv.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(sheet.len(), rows.len());
    for (cells, record) in sheet.iter().zip(&rows) {
        for (cell, text) in cells.iter().zip(record) {
            match cell {
                Data::Empty => assert_eq!(text, ""),
                Data::Float(number) => {
                    assert!((number - text.parse::<f64>().unwrap()).abs() <= 1e-12 * number.abs(), "{number} {text}");
                }
                Data::DateTime(moment) => {
                    let (year, month, day, hour, minute, ..) = moment.to_ymd_hms_milli();
                    let whole = format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}");
                    assert!(whole.starts_with(text), "{whole} {text}");
                }
                Data::String(words) => {
                    assert_eq!(words, text);
                    assert!(text.parse::<f64>().is_err(), "{text} is written as words");
                }
                other => panic!("{other:?} where {text} is expected"),
            }
        }
    }
}

#[test]
fn every_command_with_tables_writes_them_as_a_workbook_and_prints_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let paid = "tests/shell/price.toml";
    let commands: [(&[&str], &str, &str, &str); 7] = [
        (&["run", "builtin:night-shift", "-n", "3", "--no-charts"], "night-shift/run.xlsx", "measures", "csv"),
        (
            &["compare", paid, "--alt", "dearer: groups.agents.headcount=+1", "-n", "5", "--no-charts"],
            "compare/compare.xlsx",
            "differences",
            "csv",
        ),
        (
            &["staff", paid, "-n", "20", "--search-replications", "20", "--answer", "targets", "--no-charts"],
            "price/staff.xlsx",
            "roster",
            "csv",
        ),
        (&["price", paid, "-n", "20", "--draws", "0", "--staffing", "scaled", "--no-charts"], "price/price.xlsx", "price", "csv"),
        (
            &[
                "sweep",
                paid,
                "--grid",
                "groups.agents.headcount=5,6",
                "--minimise",
                "mean-wait",
                "--margin",
                "5s",
                "--subject-to",
                "none",
            ],
            "sweep/price/sweep.xlsx",
            "configurations",
            "csv",
        ),
        (&["rollout", "tests/shell/rollout.toml", "-n", "3", "--no-charts"], "rollout/rollout.xlsx", "areas", "csv"),
        (
            &[
                "validate",
                "scenarios/calibrated/cornwall/cornwall.toml",
                "--data",
                "scenarios/data/nhs111-sitrep-daily.csv",
                "--draws",
                "40",
                "--no-charts",
            ],
            "cornwall/validate.xlsx",
            "days",
            "csv",
        ),
    ];
    for (arguments, place, name, format) in commands {
        let with = |format: &str| {
            let output = helpline(&[arguments, &["-q", "--out", out, "--format", format]].concat());
            assert!(output.status.success(), "{arguments:?}\n{}", text(&output.stderr));
            text(&output.stdout)
        };
        let csv = with(format);
        let path = folder.path().join(place);
        assert!(!path.exists(), "{place} is of no other format");
        assert_eq!(with("xlsx").trim(), path.display().to_string(), "the answer is the path");
        let first = fs::read(&path).unwrap();
        same(&sheet(&path, name), &csv);
        let mut book: Xlsx<_> = calamine::open_workbook(&path).unwrap();
        for beside in book.sheet_names().iter().skip(1) {
            same(
                &book.worksheet_range(beside).unwrap().rows().map(<[Data]>::to_vec).collect::<Vec<_>>(),
                &fs::read_to_string(path.with_file_name(format!("{beside}.csv"))).unwrap(),
            );
        }
        with("xlsx");
        assert_eq!(fs::read(&path).unwrap(), first, "{place}: the same bytes each time");
        with(format);
        assert!(!path.exists(), "{place} of an earlier answer is gone");
    }
    assert_eq!(
        helpline(&["erlang", "--calls", "120/h", "--handle", "3m", "--agents", "8", "--format", "xlsx"]).status.code(),
        Some(2)
    );
}

/// The tables of the templates, and a folder to change them in.
fn templates() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("my service");
    let output = helpline(&["example", "--csv", path.to_str().unwrap()]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    (folder, path)
}

fn load(path: &Path) -> scenario::Scenario {
    scenario::load(path.to_str().unwrap(), &[]).unwrap_or_else(|problems| panic!("{}", problems.render(false)))
}

/// What a model is made of that comes from tables.
fn substance(scenario: &scenario::Scenario) -> String {
    let model = &scenario.model;
    let heads: Vec<_> = model.groups.iter().map(|group| &group.heads).collect();
    format!(
        "{:?}\n{heads:?}\n{:?}\n{:?}",
        model.sources[0].expected,
        model.laws.iter().map(helpline::random::QuantileTable::law).collect::<Vec<_>>(),
        model.clock.days
    )
}

/// A sheet of a workbook from CSV, typed as a spreadsheet program types what is entered.
fn fill(book: &mut Workbook, name: &str, csv: &str) {
    let sheet = book.add_worksheet();
    sheet.set_name(name).unwrap();
    let lines = csv.lines().filter(|line| !line.starts_with('#'));
    for (row, line) in lines.enumerate() {
        for (column, cell) in line.split(',').enumerate() {
            let place = (row as u32, column as u16);
            if let Ok(number) = cell.parse::<f64>() {
                sheet.write_number(place.0, place.1, number).unwrap();
            } else if let (10, Ok(date)) = (cell.len(), ExcelDateTime::parse_from_str(cell)) {
                sheet.write_datetime_with_format(place.0, place.1, &date, &Format::new().set_num_format("dd/mm/yyyy")).unwrap();
            } else if let (5, Ok(time)) = (cell.len(), ExcelDateTime::parse_from_str(cell)) {
                sheet.write_datetime_with_format(place.0, place.1, &time, &Format::new().set_num_format("hh:mm")).unwrap();
            } else {
                sheet.write_string(place.0, place.1, cell).unwrap();
            }
        }
    }
}

#[test]
fn templates_run_as_they_are_and_are_not_overwritten() {
    let (_kept, folder) = templates();
    let service = folder.join("service.toml");
    let (file, out) = (service.to_str().unwrap(), folder.join("out"));
    let output = helpline(&["run", file, "-n", "2", "--no-charts", "-q", "--out", out.to_str().unwrap()]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(helpline(&["example", "--csv", folder.to_str().unwrap()]).status.code(), Some(3));
}

#[test]
fn a_workbook_is_read_wherever_a_csv_file_is() {
    let (_kept, folder) = templates();
    let service = folder.join("service.toml");
    let plain = substance(&load(&service));
    let read = |name: &str| fs::read_to_string(folder.join(name)).unwrap();
    // each table as the first sheet of a book of its own
    let mut toml = read("service.toml");
    for name in ["calls-by-day", "hour-of-week", "headcount", "roster", "handling", "holidays"] {
        let mut book = Workbook::new();
        fill(&mut book, "Sheet1", &read(&format!("{name}.csv")));
        book.save(folder.join(format!("{name}.xlsx"))).unwrap();
        toml = toml.replace(&format!("\"{name}.csv\""), &format!("\"{name}.xlsx\""));
    }
    fs::write(folder.join("books.toml"), &toml).unwrap();
    assert_eq!(substance(&load(&folder.join("books.toml"))), plain);
    // all tables in one book, a sheet each, one with its column named too
    let mut book = Workbook::new();
    let mut toml = read("service.toml");
    for name in ["calls-by-day", "hour-of-week", "headcount", "roster", "handling", "holidays"] {
        fill(&mut book, name, &read(&format!("{name}.csv")));
        let column = if name == "headcount" { "#advisors" } else { "" };
        toml = toml.replace(&format!("\"{name}.csv\""), &format!("\"all.xlsx#{name}{column}\""));
    }
    book.save(folder.join("all.xlsx")).unwrap();
    fs::write(folder.join("one.toml"), &toml).unwrap();
    let one = load(&folder.join("one.toml"));
    assert_eq!(substance(&one), plain);
    // a column of the first sheet, where no sheet is called so
    fs::write(folder.join("column.toml"), read("service.toml").replace("calls-by-day.csv", "all.xlsx#received")).unwrap();
    assert_eq!(substance(&load(&folder.join("column.toml"))), plain);
    // what was read is kept as CSV beside the resolved scenario, which reads the same
    let kept = folder.join("kept");
    helpline::report::files::resolved(&kept, &one.resolved).unwrap();
    assert!(
        fs::read_dir(kept.join("inputs")).unwrap().all(|entry| entry.unwrap().path().extension().is_some_and(|e| e == "csv"))
    );
    assert_eq!(substance(&load(&kept.join("resolved.toml"))), plain);
}

#[test]
fn records_are_read_from_a_workbook() {
    let folder = tempfile::tempdir().unwrap();
    let records = fs::read_to_string("scenarios/data/nhs111-sitrep-daily.csv").unwrap();
    let some: Vec<&str> =
        records.lines().filter(|line| line.starts_with("date,") || line.to_lowercase().contains("cornwall")).collect();
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Notes").unwrap().write_string(0, 0, "nothing here").unwrap();
    fill(&mut book, "Daily", &some.join("\n"));
    let path = folder.path().join("records.xlsx");
    book.save(&path).unwrap();
    let csv = folder.path().join("records.csv");
    fs::write(&csv, some.join("\n")).unwrap();
    let read = |name: &str| {
        helpline::records::sitrep::from_sheet(
            helpline::records::sheet::Sheet::read(name).unwrap_or_else(|p| panic!("{}", p.render(false))),
            &[],
        )
        .unwrap_or_else(|p| panic!("{}", p.render(false)))
    };
    let (a, b) = (read(&format!("{}#Daily", path.display())), read(csv.to_str().unwrap()));
    assert_eq!(format!("{:?}", a.areas), format!("{:?}", b.areas));
    assert!(a.areas[0].days.len() > 60);
    let page = helpline::records::sheet::Sheet::read(&format!("{}#Dayly", path.display())).unwrap_err().render(false);
    assert!(page.contains("did you mean the sheet `Daily`?"), "{page}");
}

/// What the user sees of a table that is not as this program writes it: nothing, if it means the same; else a page.
fn habit(name: &str, csv: &[u8], key: &str) -> String {
    let (_kept, folder) = templates();
    let service = folder.join("service.toml");
    let plain = substance(&load(&service));
    fs::write(folder.join(name), csv).unwrap();
    let toml = fs::read_to_string(&service).unwrap();
    let line = toml.lines().find(|line| line.starts_with(&format!("{key} = "))).unwrap();
    let file = line.split('"').find(|word| word.contains(".csv")).unwrap();
    fs::write(folder.join("habit.toml"), toml.replace(line, &line.replace(file, name))).unwrap();
    match scenario::load(folder.join("habit.toml").to_str().unwrap(), &[]) {
        Ok(read) => {
            assert_eq!(substance(&read), plain, "{name} is read, and means something else");
            let notes: Vec<String> = read
                .warnings
                .iter()
                .map(|w| w.replace(folder.to_str().unwrap(), "FOLDER"))
                .filter(|w| w.contains(name))
                .collect();
            format!("read as it is meant\n{}", notes.join("\n"))
        }
        Err(problems) => problems.render(false).replace(folder.to_str().unwrap(), "FOLDER"),
    }
}

#[test]
fn habits_of_spreadsheet_programs_are_read() {
    let days = fs::read_to_string("scenarios/templates/calls-by-day.csv").unwrap();
    let rows: Vec<&str> = days.lines().skip(2).collect();
    let local = |row: &str| format!("{}/{}/{}{}", &row[8..10], &row[5..7], &row[..4], &row[10..]);
    let german = |row: &str| format!("{}.{}.{};{},0", &row[8..10], &row[5..7], &row[..4], &row[11..]);
    let more = ["2025-12-29,1", "2025-12-30,1", "2025-12-31,1"];
    let all = || more.iter().chain(&rows);
    let marked = format!("\u{feff}date,received\r\n{}\r\n", rows.join("\r\n"));
    assert_eq!(habit("marked.csv", marked.as_bytes(), "counts"), "read as it is meant\n");
    let semicolons = format!("sep=;\ndate;received\n{}\n", rows.join("\n").replace(',', ";"));
    assert_eq!(habit("semicolons.csv", semicolons.as_bytes(), "counts"), "read as it is meant\n");
    let british = format!("date,received\n{}\n", all().map(|r| local(r)).collect::<Vec<_>>().join("\n"));
    insta::assert_snapshot!("local-dates", habit("british.csv", british.as_bytes(), "counts"));
    let decimal = format!("Datum;received\n{}\n", all().map(|r| german(r)).collect::<Vec<_>>().join("\n"));
    insta::assert_snapshot!("decimal-commas", habit("german.csv", decimal.as_bytes(), "counts"));
    let times = fs::read_to_string("scenarios/templates/handling.csv").unwrap();
    let clock = |row: &str| row.parse::<u32>().map_or(row.to_owned(), |s| format!("0:{:02}:{:02}", s / 60, s % 60));
    let times = times.lines().map(clock).collect::<Vec<_>>().join("\n");
    assert_eq!(habit("times.csv", times.as_bytes(), "handle"), "read as it is meant\n");
}

#[test]
fn what_can_mean_two_things_is_refused_with_line_and_column() {
    let ambiguous = "date,received\n05/01/2026,412\n06/01/2026,376\n07/01/2026,358\n08/01/2026,351\n09/01/2026,389\n10/01/2026,596\n11/01/2026,553\n";
    insta::assert_snapshot!("either-date", habit("dates.csv", ambiguous.as_bytes(), "counts"));
    let mixed = "date,received\n13/01/2026,412\n01/14/2026,376\n";
    insta::assert_snapshot!("both-orders", habit("dates.csv", mixed.as_bytes(), "counts"));
    let points = "date;received\n2026-01-05;1.412\n2026-01-06;1.376\n";
    insta::assert_snapshot!("points-or-thousands", habit("points.csv", points.as_bytes(), "counts"));
    let commas = "date,received\n2026-01-05,\"412,5\"\n2026-01-06,#N/A\n";
    insta::assert_snapshot!("comma-in-commas", habit("commas.csv", commas.as_bytes(), "counts"));
    let utf16: Vec<u8> = [0xff, 0xfe].into_iter().chain("date,received\n".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    insta::assert_snapshot!("utf-16", habit("unicode.csv", &utf16, "counts"));
    insta::assert_snapshot!("latin-1", habit("latin.csv", b"date,received\n# caf\xe9\n2026-01-05,1\n", "counts"));
    insta::assert_snapshot!("old-workbook", habit("old.xls", b"\xd0\xcf\x11\xe0", "counts"));
    insta::assert_snapshot!("no-workbook", habit("fake.xlsx", b"date,received\n", "counts"));
}

#[test]
fn what_is_wrong_in_a_workbook_is_named_by_its_row() {
    let (_kept, folder) = templates();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Staff plan").unwrap();
    for (row, (when, heads)) in
        [("when", "advisors"), ("Mon 00:00", "2"), ("Mun 07:00", "4"), ("Tue 07:00", "five")].iter().enumerate()
    {
        sheet.write_string(row as u32 + 1, 1, *when).unwrap();
        sheet.write_string(row as u32 + 1, 2, *heads).unwrap();
    }
    book.save(folder.join("staff.xlsx")).unwrap();
    let toml = fs::read_to_string(folder.join("service.toml")).unwrap();
    let page = |name: &str| {
        fs::write(folder.join("habit.toml"), toml.replace("headcount.csv", name)).unwrap();
        let problems = scenario::load(folder.join("habit.toml").to_str().unwrap(), &[]).unwrap_err();
        problems.render(false).replace(folder.to_str().unwrap(), "FOLDER")
    };
    insta::assert_snapshot!("row-of-a-sheet", page("staff.xlsx"));
    insta::assert_snapshot!("no-such-sheet", page("staff.xlsx#Staff plans"));
}
