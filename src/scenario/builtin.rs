//! The scenarios inside the program, with their data.

/// Path under `scenarios/`, text.
const FILES: &[(&str, &str)] = &[
    ("call-backs.toml", include_str!("../../scenarios/call-backs.toml")),
    ("cornwall-roster.toml", include_str!("../../scenarios/cornwall-roster.toml")),
    ("cornwall-winter.toml", include_str!("../../scenarios/cornwall-winter.toml")),
    ("desk.toml", include_str!("../../scenarios/desk.toml")),
    ("easter-2013.toml", include_str!("../../scenarios/easter-2013.toml")),
    ("england-year.toml", include_str!("../../scenarios/england-year.toml")),
    ("erlang-a.toml", include_str!("../../scenarios/erlang-a.toml")),
    ("erlang-c.toml", include_str!("../../scenarios/erlang-c.toml")),
    ("everything.toml", include_str!("../../scenarios/everything.toml")),
    ("helpline-week.toml", include_str!("../../scenarios/helpline-week.toml")),
    ("night-shift.toml", include_str!("../../scenarios/night-shift.toml")),
    ("skills.toml", include_str!("../../scenarios/skills.toml")),
    ("teaching-111.toml", include_str!("../../scenarios/teaching-111.toml")),
    ("winter-surge.toml", include_str!("../../scenarios/winter-surge.toml")),
    ("data/bank-holidays.csv", include_str!("../../scenarios/data/bank-holidays.csv")),
    ("data/cornwall-advisors.csv", include_str!("../../scenarios/data/cornwall-advisors.csv")),
    ("data/cornwall-clinicians.csv", include_str!("../../scenarios/data/cornwall-clinicians.csv")),
    ("data/cornwall-daily.csv", include_str!("../../scenarios/data/cornwall-daily.csv")),
    ("data/easter-2013-hour-of-week.csv", include_str!("../../scenarios/data/easter-2013-hour-of-week.csv")),
    ("data/easter-2013-staff.csv", include_str!("../../scenarios/data/easter-2013-staff.csv")),
    ("data/england-advisors.csv", include_str!("../../scenarios/data/england-advisors.csv")),
    ("data/england-clinicians.csv", include_str!("../../scenarios/data/england-clinicians.csv")),
    ("data/helpline-week-advisors.csv", include_str!("../../scenarios/data/helpline-week-advisors.csv")),
    ("data/helpline-week-calls.csv", include_str!("../../scenarios/data/helpline-week-calls.csv")),
    ("data/helpline-week-clinicians.csv", include_str!("../../scenarios/data/helpline-week-clinicians.csv")),
    ("data/everything-nurses.csv", include_str!("../../scenarios/data/everything-nurses.csv")),
    ("data/hour-of-week-england.csv", include_str!("../../scenarios/data/hour-of-week-england.csv")),
    ("data/hour-of-week.csv", include_str!("../../scenarios/data/hour-of-week.csv")),
    ("data/nhs111-sitrep-daily.csv", include_str!("../../scenarios/data/nhs111-sitrep-daily.csv")),
    ("data/surge-2022-daily.csv", include_str!("../../scenarios/data/surge-2022-daily.csv")),
    ("data/surge-2022-staff.csv", include_str!("../../scenarios/data/surge-2022-staff.csv")),
    ("data/README.md", include_str!("../../scenarios/data/README.md")),
];

/// Tables to fill in, and a scenario that reads them: name, text.
pub const TEMPLATES: &[(&str, &str)] = &[
    ("service.toml", include_str!("../../scenarios/templates/service.toml")),
    ("calls-by-day.csv", include_str!("../../scenarios/templates/calls-by-day.csv")),
    ("hour-of-week.csv", include_str!("../../scenarios/templates/hour-of-week.csv")),
    ("headcount.csv", include_str!("../../scenarios/templates/headcount.csv")),
    ("roster.csv", include_str!("../../scenarios/templates/roster.csv")),
    ("handling.csv", include_str!("../../scenarios/templates/handling.csv")),
    ("holidays.csv", include_str!("../../scenarios/templates/holidays.csv")),
];

/// The text of a built-in file.
pub fn text(name: &str) -> Option<&'static str> {
    FILES.iter().find(|file| file.0 == name).map(|file| file.1)
}

/// Names of the built-in scenarios, without `.toml`.
pub fn names() -> impl Iterator<Item = &'static str> {
    FILES.iter().filter_map(|file| file.0.strip_suffix(".toml"))
}

/// All built-in files.
pub fn files() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILES.iter().copied()
}
