//! What a person sees who hands over a wrong file: one wrong file of `tests/diagnostics/` each, and the page it earns.
//!
//! Every page names file, line, the offending text and what was expected, without complaints that only follow from others.
//! After a deliberate change of words: `cargo insta review`.
#![expect(clippy::unwrap_used, reason = "what cannot be read is a failure")]

use std::collections::BTreeSet;

use helpline::scenario;

/// The page that a person sees; a scenario that loads is a failure.
fn page(file: &str, sets: &[&str]) -> String {
    let sets: Vec<String> = sets.iter().map(|s| (*s).to_owned()).collect();
    match scenario::load(&format!("tests/diagnostics/{file}"), &sets) {
        Ok(_) => panic!("{file} has no problems"),
        Err(problems) => problems.render(false).replace('\\', "/"),
    }
}

macro_rules! pages {
    ($($test:ident: $file:literal,)*) => {
        $(
            #[test]
            fn $test() {
                insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
                    insta::assert_snapshot!(concat!("diagnostics/", $file), page(concat!($file, ".toml"), &[]));
                });
            }
        )*

        /// No wrong file lies there untested.
        #[test]
        fn every_file_of_the_folder_has_its_page() {
            let tested = BTreeSet::from([$($file),*]);
            let helpers = ["service", "extends-in-a-circle-too", "ranges-of-wrong-unit"];
            for entry in std::fs::read_dir("tests/diagnostics").unwrap() {
                let path = entry.unwrap().path();
                let stem = path.file_stem().unwrap().to_str().unwrap();
                let scenario = path.extension().is_some_and(|e| e == "toml") && !helpers.contains(&stem);
                assert!(!scenario || tested.contains(stem), "{stem}.toml is not tested");
            }
        }
    };
}

pages! {
    a_billion_agents: "a-billion-agents",
    a_million_calls_a_minute: "a-million-calls-a-minute",
    bad_name: "bad-name",
    break_outside_shift: "break-outside-shift",
    breaks_in_windows: "breaks-in-windows",
    breaks_overlap: "breaks-overlap",
    calendar_missing: "calendar-missing",
    callers_hours_wrong: "callers-hours-wrong",
    callers_told_wrong: "callers-told-wrong",
    calls_and_counts: "calls-and-counts",
    clinical_safety: "clinical-safety",
    counts_undated: "counts-undated",
    counts_without_dates: "counts-without-dates",
    csv_blank_cell: "csv-blank-cell",
    csv_column: "csv-column",
    csv_empty: "csv-empty",
    csv_fraction: "csv-fraction",
    csv_malformed: "csv-malformed",
    csv_many: "csv-many",
    csv_negative: "csv-negative",
    csv_not_utf8: "csv-not-utf8",
    csv_semicolons: "csv-semicolons",
    date_in_quotes: "date-in-quotes",
    drop_nothing: "drop-nothing",
    empty: "empty",
    extends_in_a_circle: "extends-in-a-circle",
    extends_itself: "extends-itself",
    extends_missing: "extends-missing",
    extends_unknown_builtin: "extends-unknown-builtin",
    grade: "grade",
    handle_of_weeks: "handle-of-weeks",
    headcount_and_shifts: "headcount-and-shifts",
    instant_circle: "instant-circle",
    interval: "interval",
    lasts_missing: "lasts-missing",
    lasts_too_long: "lasts-too-long",
    lasts_zero: "lasts-zero",
    later_schema: "later-schema",
    later_versions: "later-versions",
    law_of_no_kind: "law-of-no-kind",
    rollout_of_nothing: "rollout-of-nothing",
    rollout_without_programme: "rollout-without-programme",
    rollout_wrong: "rollout-wrong",
    spread_out_of_range: "spread-out-of-range",
    log_unknown_class: "log-unknown-class",
    log_without_time: "log-without-time",
    many_agents: "many-agents",
    missing_csv: "missing-csv",
    missing_days: "missing-days",
    missing_unit: "missing-unit",
    misspelt_band: "misspelt-band",
    misspelt_first_step: "misspelt-first-step",
    misspelt_group_in_offered_to: "misspelt-group-in-offered-to",
    misspelt_key: "misspelt-key",
    misspelt_step_in_serves: "misspelt-step-in-serves",
    misspelt_step_in_then: "misspelt-step-in-then",
    misspelt_table: "misspelt-table",
    negative_after_change: "negative-after-change",
    negative_numbers: "negative-numbers",
    no_exit: "no-exit",
    no_such_date: "no-such-date",
    no_such_time: "no-such-time",
    no_worse_than: "no-worse-than",
    nobody_serves: "nobody-serves",
    not_utf8: "not-utf8",
    nothing_to_change: "nothing-to-change",
    overflow: "overflow",
    periods: "periods",
    roster_names: "roster-names",
    roster_overlaps: "roster-overlaps",
    roster_wrong: "roster-wrong",
    routing: "routing",
    same_name: "same-name",
    sends_on: "sends-on",
    says_nothing: "says-nothing",
    several: "several",
    shares_above_one: "shares-above-one",
    shares_do_not_sum: "shares-do-not-sum",
    shift_bad_values: "shift-bad-values",
    shift_incomplete: "shift-incomplete",
    shift_longer_than_a_day: "shift-longer-than-a-day",
    shock_absence_and_lines: "shock-absence-and-lines",
    shock_backwards: "shock-backwards",
    shock_no_such_date: "shock-no-such-date",
    shock_unknown_names: "shock-unknown-names",
    staffing_wrong: "staffing-wrong",
    start_with_time: "start-with-time",
    syntax_error: "syntax-error",
    target_bounds: "target-bounds",
    too_much_redial: "too-much-redial",
    twice: "twice",
    two_first_steps: "two-first-steps",
    two_laws: "two-laws",
    two_rest_classes: "two-rest-classes",
    two_rests: "two-rests",
    two_ways_over_another: "two-ways-over-another",
    unknown_confidence: "unknown-confidence",
    unknown_holidays: "unknown-holidays",
    unknown_measure: "unknown-measure",
    unknown_scope: "unknown-scope",
    unknown_step_in_then: "unknown-step-in-then",
    unknown_target_set: "unknown-target-set",
    unknown_variants: "unknown-variants",
    unknown_words: "unknown-words",
    unknown_zone: "unknown-zone",
    wrong_kinds: "wrong-kinds",
    wrong_unit: "wrong-unit",
    zero_mean: "zero-mean",
    change_below_nothing: "change-below-nothing",
    people_of_a_period: "people-of-a-period",
    contract_areas: "contract-areas",
    grade_without_scheme: "grade-without-scheme",
    contract_deductions: "contract-deductions",
    premium_windows_overlap: "premium-windows-overlap",
    premium_windows_overlap_on_a_holiday: "premium-windows-overlap-on-a-holiday",
    price_test: "price-test",
    price_test_number: "price-test-number",
    price_test_offered: "price-test-offered",
    price_without_unit: "price-without-unit",
    pay_unknown_names: "pay-unknown-names",
    pay_wrong: "pay-wrong",
    paid_breaks_in_windows: "paid-breaks-in-windows",
    people_wrong: "people-wrong",
    covers_above_one: "covers-above-one",
    target_on_money_nobody_stated: "target-on-money-nobody-stated",
    outcome_costs: "outcome-costs",
    ranges: "ranges",
    ranges_misnamed: "ranges-misnamed",
    a_headcount_varies_from_day_to_day: "variation-of-people",
}

// ---- ranges, tried before they are drawn ----

/// The page for ranges that read well and cannot be drawn.
fn tried(file: &str, sets: &[&str]) -> String {
    let path = format!("tests/diagnostics/{file}");
    let sets: Vec<String> = sets.iter().map(|s| (*s).to_owned()).collect();
    let scenario = scenario::load(&path, &sets).unwrap_or_else(|problems| panic!("{}", problems.render(false)));
    match scenario::draws::check(&path, &sets, &scenario.ranges) {
        Ok(()) => panic!("{file} can be drawn"),
        Err(problems) => problems.render(false).replace('\\', "/"),
    }
}

#[test]
fn ranges_whose_values_do_not_fit() {
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("diagnostics/ranges-of-wrong-unit", tried("ranges-of-wrong-unit.toml", &[]));
        insta::assert_snapshot!("diagnostics/no-ranges", tried("service.toml", &[]));
        // each is sound alone, both together are not
        let together = [
            "price-test.ranges.\"callers.dental.share\"=\"+10pt .. +60pt\"",
            "price-test.ranges.\"callers.urgent.share\"=\"+0pt .. +40pt\"",
            "callers.urgent={ share = \"10%\" }",
        ];
        insta::assert_snapshot!("diagnostics/ranges-together", tried("service.toml", &together));
    });
}

// ---- slips of every kind ----

/// A scenario with one value replaced by something unfit never brings the program down, and problems can be shown.
fn slips(name: &str) {
    let path = format!("scenarios/{name}");
    let text = std::fs::read_to_string(format!("{path}.toml")).unwrap();
    let unfit = [
        "",
        "\"\"",
        "-1",
        "0",
        "1e308",
        "nan",
        "true",
        "[]",
        "{}",
        "[[]]",
        "\"x\"",
        "\"-1d\"",
        "\"x1e300\"",
        "\"99999999d\"",
        "\"9e99/s\"",
        "\"100%\"",
        "\"0%\"",
        "\"rest\"",
        "\"data/README.md\"",
        "\"é#ü\"",
        "1979-05-27",
        "9999-12-31",
        "07:32:00",
        "{ fixed = \"0s\" }",
        "{ lognormal = { mean = \"1ms\", cv = 1e9 } }",
        "{ exponential = { mean = \"6d\" } }",
    ];
    let lines: Vec<&str> = text.lines().collect();
    for (at, line) in lines.iter().enumerate() {
        let Some((key, _)) = line.split_once(" = ").filter(|_| !line.starts_with('#')) else { continue };
        for value in unfit {
            let changed = format!("{key} = {value}");
            let slip: Vec<&str> = lines.iter().enumerate().map(|(i, l)| if i == at { changed.as_str() } else { l }).collect();
            let outcome = std::panic::catch_unwind(|| {
                if let Err(problems) = scenario::from_text(&path, &slip.join("\n")) {
                    assert!(!problems.list.is_empty(), "no problem is named");
                    problems.render(false);
                }
            });
            assert!(outcome.is_ok(), "{name}, line {}: {changed}", at + 1);
        }
        // and with the line left out, or cut off in the middle
        for changed in ["", &line.chars().take(line.chars().count() * 2 / 3).collect::<String>()] {
            let slip: Vec<&str> = lines.iter().enumerate().map(|(i, l)| if i == at { changed } else { l }).collect();
            let outcome = std::panic::catch_unwind(|| scenario::from_text(&path, &slip.join("\n")).map(|_| ()));
            assert!(outcome.is_ok(), "{name}, line {}: `{changed}`", at + 1);
        }
    }
}

/// The same from the command line, where changes have something to change.
#[test]
fn a_slip_in_an_assignment_is_never_the_end() {
    let paths = [
        "calendar.lasts",
        "calendar.warm-up",
        "calendar.run-out",
        "calendar.interval",
        "areas.town.calls",
        "areas.town.variation.day",
        "areas.town.variation.day.cv",
        "defaults.callers.patience",
        "defaults.callers.redial.chance",
        "steps.triage.handle",
        "steps.triage.handle.lognormal.cv",
        "steps.triage.then.clinician",
        "steps.triage.queue.places",
        "steps.clinician.transfer.warm.within",
        "steps.clinician.bands.p1",
        "steps.clinician.contact.attempts",
        "steps.clinician.contact.again-after",
        "bands.p1.due",
        "bands.p1.priority",
        "groups.advisors.headcount",
        "groups.advisors.serves",
        "groups.advisors.shifts.early.headcount",
        "targets.p1-in-time.at-least",
        "targets.wait-p101.at-most",
        "targets.answered-within-99999999999d.at-least",
        "targets",
        "steps",
    ];
    let values = [
        "",
        "0",
        "-0",
        "-1",
        "0.5",
        "1e300",
        "inf",
        "x0",
        "x1e300",
        "x-1",
        "+1e300",
        "-99999999999",
        "+50%",
        "-100%",
        "-250%",
        "+5pt",
        "+10s",
        "-10h",
        "1ms",
        "4w",
        "99999999999999d",
        "1e6/s",
        "0/h",
        "100%",
        "rest",
        "{}",
        "[]",
        "true",
        "x.csv",
        "#",
        "\\",
        "é",
    ];
    let laws = [
        "{ lognormal = { mean = \"1ms\", sd = \"90d\" } }",
        "{ lognormal = { mean = \"5m\", cv = 1e-12 } }",
        "{ gamma = { mean = \"5m\", cv = 1e-12 } }",
        "{ gamma = { mean = \"5m\", cv = 0.001 } }",
        "{ gamma = { mean = \"5m\", cv = 10 } }",
        "{ lognormal = { mean = \"5m\", cv = 50 } }",
        "{ gamma = { mean = \"5m\", cv = 1e6 } }",
        "{ weibull = { mean = \"5m\", shape = 0.001 } }",
        "{ weibull = { mean = \"5m\", shape = 0.2 } }",
        "{ weibull = { mean = \"5m\", shape = 1e9 } }",
        "{ erlang = { mean = \"5m\", stages = 1000 } }",
        "{ triangular = { least = \"0s\", mode = \"0s\", most = \"1ms\" } }",
        "{ uniform = { least = \"5m\", most = \"5m\" } }",
        "{ mixture = {} }",
        "{ mixture = { a = { share = \"100%\", law = \"x2\" } } }",
        "{ mixture = { a = { share = \"50%\", law = \"5m\" }, b = { share = \"50%\", law = { gamma = { mean = \"5m\", cv = 9 } } } } }",
        "{ empirical = \"scenarios/data/hour-of-week.csv\" }",
        "{ empirical = \"scenarios/data/bank-holidays.csv\" }",
    ];
    let steps = laws.map(|law| format!("steps.triage.handle={law}"));
    let callers = laws.map(|law| format!("defaults.callers.patience={law}"));
    let single = paths.iter().flat_map(|path| values.map(|value| format!("{path}={value}")));
    for set in steps.into_iter().chain(callers).chain(single) {
        let outcome = std::panic::catch_unwind(|| {
            if let Err(problems) = scenario::load("scenarios/call-backs.toml", std::slice::from_ref(&set)) {
                assert!(!problems.list.is_empty(), "no problem is named");
                problems.render(false);
            }
        });
        assert!(outcome.is_ok(), "--set {set}");
    }
}

#[test]
fn a_slip_in_a_small_scenario_is_never_the_end() {
    slips("desk");
    slips("skills");
    slips("teaching-111");
}

#[test]
fn a_slip_in_triage_and_call_backs_is_never_the_end() {
    slips("call-backs");
}

#[test]
fn a_slip_in_a_roster_is_never_the_end() {
    slips("night-shift");
}

// ---- the command line ----

/// The page for assignments over a sound service.
fn set(assignments: &[&str]) -> String {
    page("service.toml", assignments)
}

macro_rules! assignments {
    ($($test:ident: $assignments:expr,)*) => {
        $(
            #[test]
            fn $test() {
                insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
                    insta::assert_snapshot!(concat!("diagnostics/", stringify!($test)), set(&$assignments));
                });
            }
        )*
    };
}

assignments! {
    set_without_a_value: ["areas.town.calls"],
    set_misspelt_path: ["areas.town.callz=130/h", "groups.nurse.headcount=9"],
    set_bad_values: ["areas.town.calls=130", "steps.assess.handle=+10 parsecs", "groups.nurses.headcount=x0,9h"],
    set_share_that_breaks_the_sum: ["steps.assess.then.advised=70%"],
    set_nothing_to_change: ["steps.assess.wrap-up=+10s", "groups.nurses.provider=x2"],
    set_path_through_a_value: ["areas.town.calls.mean=130/h"],
    set_path_that_is_no_path: ["areas..town=1", "=5"],
    set_missing_file: ["groups.nurses.headcount=no-such.csv"],
}

// ---- one slip of the pen, anywhere ----

/// Lines of a scenario that state something, with the table each stands in.
fn statements(text: &str) -> Vec<(usize, String)> {
    let mut table = String::new();
    let mut found = Vec::new();
    for (place, line) in text.lines().enumerate() {
        let line = line.trim();
        if line.starts_with('[') {
            line.trim_matches(['[', ']']).clone_into(&mut table);
        } else if line.contains('=') && !line.starts_with('#') && table != "sources" {
            found.push((place, table.clone()));
        }
    }
    found
}

/// The complaints about a scenario with one line of it changed; the data files of the built-in scenarios lie beside it.
fn complaints(text: &str, place: usize, change: impl Fn(&str) -> String) -> (String, Vec<String>) {
    let lines: Vec<String> =
        text.lines().enumerate().map(|(i, line)| if i == place { change(line) } else { line.to_owned() }).collect();
    let held: Vec<(String, String)> = std::fs::read_dir("scenarios/data")
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter_map(|name| Some((format!("data/{name}"), std::fs::read_to_string(format!("scenarios/data/{name}")).ok()?)))
        .collect();
    let found = match scenario::from_held("slip", &lines.join("\n"), &held) {
        Ok(scenario) => scenario.warnings.into_iter().filter(|doubt| doubt.contains("nonsense")).collect(),
        Err(problems) => problems.list.iter().map(|p| format!("{}: {}", p.code, p.message)).collect(),
    };
    (lines[place].clone(), found)
}

fn nonsense(line: &str) -> String {
    format!("{}= \"nonsense\"", line.split_once('=').unwrap().0)
}

fn misspelt(line: &str) -> String {
    let (key, value) = line.split_once('=').unwrap();
    format!("{}q ={value}", key.trim_end())
}

/// A value that means nothing is complained of, wherever it stands.
#[test]
fn nonsense_is_never_taken_silently() {
    let mut tried = 0;
    for name in ["call-backs", "everything", "cornwall-winter", "easter-2013"] {
        let text = std::fs::read_to_string(format!("scenarios/{name}.toml")).unwrap();
        for (place, _) in statements(&text) {
            if ["title", "site"].iter().any(|key| text.lines().nth(place).unwrap().starts_with(key)) {
                continue; // any text will do
            }
            let (line, found) = complaints(&text, place, nonsense);
            assert!(!found.is_empty(), "{name}: `{line}` is taken");
            tried += 1;
        }
    }
    assert!(tried > 250, "{tried}");
}

/// A misspelt key makes one complaint: what seems to be missing for it, and what is judged of a service not known whole, are no mistakes
/// of the person.
#[test]
fn one_misspelt_key_makes_one_complaint() {
    let text = std::fs::read_to_string("scenarios/call-backs.toml").unwrap();
    let mut tried = 0;
    for (place, table) in statements(&text) {
        // keys of these are names that other lines use
        if !matches!(table.as_str(), "bands" | "outcomes" | "targets" | "") {
            let (line, found) = complaints(&text, place, misspelt);
            assert_eq!(found.len(), 1, "`{line}`: {found:#?}");
            assert!(found[0].starts_with("unknown-key"), "`{line}`: {found:#?}");
            tried += 1;
        }
    }
    assert!(tried >= 15, "{tried}");
}

#[test]
fn what_a_slip_hides_is_said_to_be_judged_later() {
    let text = std::fs::read_to_string("scenarios/call-backs.toml")
        .unwrap()
        .replace("handle = { lognormal = { mean = \"8m\"", "handel = { lognormal = { mean = \"8m\"");
    let page = scenario::from_text("slip", &text).unwrap_err().render(false);
    insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("diagnostics/held-back", page);
    });
}

#[test]
fn a_provider_that_gets_no_calls_is_a_doubt() {
    let doubts = |name: &str| {
        let mut text = std::fs::read_to_string("scenarios/call-backs.toml").unwrap();
        for table in ["[areas.town]\n", "[groups.advisors]\n", "[groups.clinicians]\n"] {
            text = text.replace(table, &format!("{table}provider = \"trust\"\n"));
        }
        text.push_str(&format!("\n[groups.spare]\nserves = [\"triage\"]\nheadcount = 1\nprovider = \"{name}\"\n"));
        scenario::from_text("spare", &text).unwrap_or_else(|problems| panic!("{}", problems.render(false))).warnings
    };
    let said = |doubts: &[String]| doubts.iter().filter(|doubt| doubt.contains("no calls go to")).cloned().collect::<Vec<_>>();
    assert!(said(&doubts("trusst"))[0].ends_with("paid for nothing; did you mean `trust`?"));
    assert!(said(&doubts("trust")).is_empty());
}

#[test]
fn a_source_of_nothing_is_a_doubt() {
    let text = std::fs::read_to_string("scenarios/call-backs.toml").unwrap();
    let with = |line: &str| scenario::from_text("sources", &format!("{text}\n[sources]\n{line}\n")).unwrap().warnings;
    let doubts = with("\"areas.twon.calls\" = \"measured: own switchboard, March\"");
    assert!(
        doubts.iter().any(|doubt| doubt.contains("`areas.twon.calls`") && doubt.contains("did you mean `areas.town.calls`?"))
    );
    for sound in
        ["areas.town.calls", "steps.triage.handle", "steps", "areas.town.variation", "steps.triage.handle.lognormal.mean"]
    {
        let doubts = with(&format!("\"{sound}\" = \"judged: an example\""));
        assert!(!doubts.iter().any(|doubt| doubt.contains("[sources]")), "{sound}: {doubts:?}");
    }
}
