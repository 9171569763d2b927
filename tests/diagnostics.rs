//! What a person sees who hands over a wrong file: one wrong file of `tests/diagnostics/` each, and the page it earns.
//!
//! Every page names file, line, the offending text and what was expected, without complaints that only follow from others.
//! After a deliberate change of words: `cargo insta review`.

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
            let helpers = ["service", "extends-in-a-circle-too"];
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
    breaks_overlap: "breaks-overlap",
    calendar_missing: "calendar-missing",
    calls_and_counts: "calls-and-counts",
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
    nobody_serves: "nobody-serves",
    not_utf8: "not-utf8",
    nothing_to_change: "nothing-to-change",
    overflow: "overflow",
    periods: "periods",
    same_name: "same-name",
    says_nothing: "says-nothing",
    several: "several",
    shares_above_one: "shares-above-one",
    shares_do_not_sum: "shares-do-not-sum",
    shift_bad_values: "shift-bad-values",
    shift_incomplete: "shift-incomplete",
    shift_longer_than_a_day: "shift-longer-than-a-day",
    shock_backwards: "shock-backwards",
    shock_no_such_date: "shock-no-such-date",
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
