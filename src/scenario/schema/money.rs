//! Keys of pay, providers, contracts and the price test.

use serde_json::{Value, json};

use super::kinds::{by_name, either, kind, listed, named, table, text, texts, truth, whole, words};
use super::{Key, judged};

fn point() -> Key {
    ("point", words(&["bottom", "mid", "top"]), "Where in its range a grade is taken")
}

pub(super) fn pay() -> Vec<Key> {
    let grade = vec![
        ("rate", kind("pounds-an-hour"), "An hour"),
        ("from", kind("pounds-a-year"), "Bottom of the range, a year"),
        ("to", kind("pounds-a-year"), "Top of the range, a year"),
        ("plus", by_name(&kind("share")), "Premiums by window"),
    ];
    let premium = vec![
        ("hours", either(&[kind("hours"), listed(kind("hours"))]), "One stretch or a list"),
        ("on", kind("days"), "Default: every day"),
        ("plus", kind("share"), "On top of basic pay"),
    ];
    let insurance =
        table(&[("rate", kind("share"), "Required"), ("above", kind("pounds-a-year"), "Of pay above this. Required")]);
    let on_costs = table(&[
        ("pension", kind("share"), "Of pay"),
        ("national-insurance", insurance, "Employer's"),
        ("apprenticeship-levy", kind("share"), "Of pay"),
    ]);
    let overtime = table(&[
        ("plus", kind("share"), "On top of basic pay. Required"),
        ("on-holidays", kind("share"), "On holidays. Default: as on other days"),
    ]);
    vec![
        (
            "scheme",
            words(&["agenda-for-change-2013-14", "agenda-for-change-2024-25"]),
            "A published scheme; what stands beside it is laid over it",
        ),
        point(),
        ("hours-a-week", kind("number"), "Of full time. Default: 37.5"),
        ("level", kind("factor"), "All rates and grades times this"),
        ("grades", named(&grade), "Grades by name"),
        ("premiums", named(&premium), "Windows of unsocial hours"),
        ("on-costs", on_costs, "What the employer pays on top"),
        ("overtime", overtime, "Default: paid like other hours"),
    ]
}

pub(super) fn pay_of_group() -> Vec<Key> {
    let mut keys = vec![
        ("grade", text(), "A grade of `[pay]`"),
        point(),
        ("rate", kind("pounds-an-hour"), "Instead of a grade"),
        ("plus", by_name(&kind("share")), "Premiums by window, over those of the grade"),
        ("all-in", truth(), "No premiums and no on-costs"),
    ];
    keys.extend(covers());
    keys
}

/// Who fills hours that own people do not.
fn covers() -> Vec<Key> {
    let plus = || ("plus", kind("share"), "Pay on top");
    let rate = || ("rate", kind("factor"), "\"+40%\" is plus = \"40%\"");
    let share = || ("share", kind("share"), "Of the hours due");
    let up_to = || ("up-to", kind("share"), "Fills at most this share of a day's duties where nobody comes");
    vec![
        ("overtime", table(&[share(), plus(), rate(), up_to()]), "Own people beyond their hours"),
        ("bank", table(&[share(), plus(), rate()]), "Bank staff"),
        ("agency", table(&[share(), plus(), rate(), up_to()]), "Agency staff, after overtime"),
    ]
}

pub(super) fn provider() -> Vec<Key> {
    let sends_on = table(&[
        ("to", text(), "Another provider. Required"),
        ("share", kind("share"), "Of the calls that come"),
        ("after", kind("duration"), "Those who have waited so long"),
    ]);
    let outside = table(&[
        ("answers", kind("share"), "Of what others send on. Default: 100%"),
        ("cost-per-call", kind("pounds"), "What an answered call costs"),
    ]);
    let overhead = table(&[
        ("of-labour", kind("share"), "Of labour"),
        ("per-year", kind("pounds-a-year"), "A year"),
        ("per-call", kind("pounds"), "A call"),
        ("per-line", kind("pounds-a-year"), "A line and year"),
        ("lines-rented", whole(0, 1_000_000), "With `per-line`"),
    ]);
    let mut keys = vec![
        ("lines", whole(1, 1_000_000), "Calls on the line at once; beyond, callers meet the engaged tone"),
        ("sends-on", sends_on, "Calls sent on to another provider"),
        ("outside", outside, "Not simulated: takes in what others send on"),
        ("overhead", overhead, "What is not labour"),
        ("reserve", kind("pounds"), "What it can lose"),
        ("withdraws", table(&judged::withdraws()), "When it gives up in a roll-out"),
        ("steps-in", table(&judged::steps_in()), "What it can take over in a roll-out"),
        ("in", named(&[("withdraws", table(&judged::withdraws()), "From one area alone: `on`")]), "In an area"),
    ];
    keys.extend(covers());
    keys
}

pub(super) fn contract() -> Vec<Key> {
    let deduction = vec![
        ("below", texts(), "A limit, or a list from mild to hard"),
        ("above", texts(), "A limit, or a list from mild to hard"),
        ("takes", texts(), "As many shares of the month's fee"),
    ];
    let gain_share =
        table(&[("above", kind("share"), "Of income. Default: 0%"), ("returns", kind("share"), "Of what is beyond")]);
    vec![
        ("areas", texts(), "Each area in one contract at most. Required"),
        ("provider", text(), "Who is paid"),
        ("payment", payment(), "One form of payment. Required"),
        ("deductions", named(&deduction), "By target"),
        ("deductions-at-most", kind("share"), "Of a month's fee. Default: 100%"),
        ("grace", kind("duration"), "No deductions in months that begin within it"),
        ("gain-share", gain_share, "What is returned of a surplus"),
    ]
}

fn payment() -> Value {
    let paid_for = || ("paid-for", words(&["answered", "triaged", "offered"]), "Which calls");
    let price = || ("price", kind("pounds"), "A call. Required");
    table(&[
        ("block", table(&[("per-year", kind("pounds-a-year"), "Required")]), "So much a year"),
        ("per-call", table(&[price(), paid_for()]), "So much a call"),
        (
            "per-head",
            table(&[("price", kind("pounds-a-year"), "A head and year. Required")]),
            "So much a head; needs `population`",
        ),
        (
            "cost-and-volume",
            table(&[
                price(),
                ("floor", kind("rate"), "Paid for at least: \"200k/y\". Required"),
                ("cap", kind("rate"), "Full price up to. Required"),
                ("marginal", kind("pounds"), "Price beyond the cap. Required"),
                paid_for(),
            ]),
            "So much a call, with a floor and a cap",
        ),
    ])
}

pub(super) fn price_test() -> Vec<Key> {
    let margin = table(&[("of-income", kind("share"), "Of the income"), ("of-cost", kind("share"), "Of the cost")]);
    let volume = table(&[
        ("floor", kind("share"), "Of the expected volume"),
        ("cap", kind("share"), "Of the expected volume"),
        ("marginal", kind("share"), "Of the price"),
    ]);
    vec![
        ("name", json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]+$" }), "What these assumptions are called"),
        ("offered", text(), "A price, or \"£7.00 .. £8.50\""),
        ("margin", margin, "What must remain beyond the cost"),
        ("contract", text(), "Which contract, where there are several"),
        ("confidence", kind("share"), "How sure targets and books must hold. Default: 95%"),
        ("against", texts(), "Scenarios with other assumptions"),
        ("cost-and-volume", volume, "For the conversion into that form"),
        ("usual-ranges", truth(), "Also try usual ranges of assumptions that have none"),
        ("ranges", judged::ranges(), "Inputs that are not known, by path"),
    ]
}
