//! The key `on`: on which days something is.

use crate::model::Day;
use crate::scenario::read::View;
use crate::scenario::tree::Value;
use crate::units::weekday;

/// On which days something is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum On {
    /// Every day.
    Every,
    /// Monday to Friday that are no holidays.
    Weekdays,
    /// Saturday and Sunday.
    Weekends,
    /// Public holidays.
    Holidays,
    /// These days of the week.
    These(Vec<u8>),
}

impl On {
    /// Reads the key `on`; every day if it is not there.
    pub fn read(view: &View) -> On {
        let Some(node) = view.node("on") else {
            view.default("on", "every day");
            return On::Every;
        };
        let expected = || {
            Some(
                "expected \"every day\", \"weekdays\", \"weekends\", \"holidays\" or a list of days such as [\"mon\", \"sat\"]"
                    .to_owned(),
            )
        };
        match &node.value {
            Value::Text(text) => match text.as_str() {
                "every day" => On::Every,
                "weekdays" => On::Weekdays,
                "weekends" => On::Weekends,
                "holidays" => On::Holidays,
                other => {
                    if let Some(day) = weekday(other) {
                        return On::These(vec![day]);
                    }
                    view.problem(Some(node.span), "unknown-day", format!("`{other}` names no days"), expected());
                    On::Every
                }
            },
            _ => {
                let mut days = Vec::new();
                for (text, span) in view.texts("on").unwrap_or_default() {
                    match weekday(&text) {
                        Some(day) => days.push(day),
                        None => view.problem(Some(span), "unknown-day", format!("`{text}` is no day of the week"), expected()),
                    }
                }
                On::These(days)
            }
        }
    }

    /// Is it on this day?
    pub fn holds(&self, day: &Day) -> bool {
        match self {
            On::Every => true,
            On::Weekdays => day.weekday < 5 && !day.holiday,
            On::Weekends => day.weekday >= 5,
            On::Holidays => day.holiday,
            On::These(days) => days.contains(&day.weekday),
        }
    }
}
