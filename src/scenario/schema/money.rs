//! Keys of pay, providers, contracts and the price test.

use serde_json::{Value, json};

use super::judged;
use super::key::{Key, may, must, or, table};
use super::kinds::{by_name, either, kind, listed, named, text_of, texts_of, truth, whole, words};

fn point(without: &'static str) -> Key {
    may("point", words(&["bottom", "mid", "top"]), without, "Where in its range a grade is taken").eg("top")
}

pub(super) fn pay() -> Vec<Key> {
    let grade = vec![
        may("rate", kind("pounds-an-hour"), "`from` and `to`", "Pay an hour").not_with(&["from", "to"]).eg("£14.62/h"),
        may("from", kind("pounds-a-year"), "`rate`", "Bottom of the range").not_with(&["rate"]).eg("£24,071/y"),
        may("to", kind("pounds-a-year"), "`rate`", "Top of the range").not_with(&["rate"]).eg("£25,674/y"),
        may("plus", by_name("WINDOW", &kind("share")), "those of the windows", "Premiums of this grade, by window of `premiums`")
            .eg("{ sunday = \"94%\" }"),
    ];
    let premium = vec![
        must("hours", either(&[kind("hours"), listed(kind("hours"))]), "One stretch or a list; windows may not overlap")
            .eg("20:00-06:00"),
        or("on", kind("days"), "every day", "Days on which it begins").eg("weekdays"),
        may("plus", kind("share"), "what the grades state", "On top of basic pay, where the grade states nothing else").eg("30%"),
    ];
    let insurance = table(&[
        must("rate", kind("share"), "Of pay above `above`").eg("13.8%"),
        must("above", kind("pounds-a-year"), "Free of it").eg("£9,100"),
    ]);
    let on_costs = table(&[
        or("pension", kind("share"), "0%", "Of pay").eg("23.7%"),
        may("national-insurance", insurance, "none", "Employer's"),
        or("apprenticeship-levy", kind("share"), "0%", "Of pay").eg("0.5%"),
    ]);
    let overtime = table(&[
        must("plus", kind("share"), "On top of basic pay").eg("50%"),
        may("on-holidays", kind("share"), "as on other days", "On top of basic pay on holidays").eg("100%"),
    ]);
    vec![
        may(
            "scheme",
            words(&["agenda-for-change-2013-14", "agenda-for-change-2024-25"]),
            "none",
            "A published scheme, which fills in all of the following; what stands beside it is laid over it",
        ),
        point("`\"mid\"`, or the scheme's"),
        may("hours-a-week", kind("number"), "37.5, or the scheme's", "Hours of full time").eg("37.5"),
        or("level", kind("factor"), "1", "All rates and grades times this").eg("x1.05"),
        may("grades", named("GRADE", &grade), "the scheme's", "Grades by name: `rate`, or `from` and `to`"),
        may("premiums", named("WINDOW", &premium), "the scheme's, or none", "Windows of unsocial hours")
            .see("mechanisms/money.md#pay-by-clock-time"),
        may("on-costs", on_costs, "the scheme's, or none, with a warning", "What the employer pays on top")
            .see("mechanisms/money.md#on-costs"),
        may("overtime", overtime, "the scheme's, or paid like other hours", "Hours beyond the shift"),
    ]
}

pub(super) fn pay_of_group() -> Vec<Key> {
    let mut keys = vec![
        may("grade", text_of("name of a grade"), "`rate`", "A grade of `[pay]`").not_with(&["rate"]).eg("\"3\""),
        point("as in `[pay]`"),
        may("rate", kind("pounds-an-hour"), "`grade`", "Instead of a grade").not_with(&["grade"]).eg("£14.62/h"),
        may("plus", by_name("WINDOW", &kind("share")), "those of the grade", "Premiums by window, over those of the grade")
            .eg("{ sunday = \"30%\" }"),
        or("all-in", truth(), "false", "No premiums and no on-costs").eg("true"),
    ];
    keys.extend(covers().map(|key| {
        let name = key.name();
        key.like(match name {
            "overtime" => "providers.NAME.overtime",
            "bank" => "providers.NAME.bank",
            _ => "providers.NAME.agency",
        })
    }));
    keys
}

/// Who fills hours that own people do not.
fn covers() -> [Key; 3] {
    let of_scheme = "what the scheme says; required of bank and agency, here or as `rate`";
    let plus = || may("plus", kind("share"), of_scheme, "Pay on top of basic pay").eg("40%");
    let rate = || may("rate", kind("factor"), "`plus`", "The same as a factor: \"+40%\" is plus = \"40%\"").eg("+40%");
    let share =
        || may("share", kind("share"), "none; required of bank and agency, here or as `up-to`", "Of the hours due").eg("10%");
    let up_to = || {
        may(
            "up-to",
            kind("share"),
            "nothing is filled",
            "Fills at most this share of a day's duties where nobody comes; in place of `share`",
        )
        .not_with(&["share"])
        .see("mechanisms/staff.md#overtime-and-agency-that-fill-gaps")
        .eg("50%")
    };
    [
        may("overtime", table(&[share(), plus(), rate(), up_to()]), "overrun alone", "Own people beyond their hours"),
        may("bank", table(&[share(), plus(), rate()]), "none", "Bank staff"),
        may("agency", table(&[share(), plus(), rate(), up_to()]), "none", "Agency staff, after overtime"),
    ]
}

pub(super) fn provider() -> Vec<Key> {
    let sends_on = table(&[
        must("to", text_of("name of a provider"), "Another provider").eg("national"),
        may("share", kind("share"), "none; this, `after` or both", "Of the calls that come").eg("3%"),
        may("after", kind("duration"), "none; this, `share` or both", "Those who have waited so long").eg("10m"),
    ]);
    let outside = table(&[
        or("answers", kind("share"), "100%", "Of what others send on").eg("90%"),
        may("cost-per-call", kind("pounds"), "not stated", "What an answered call costs; of roll-outs").eg("£20"),
    ]);
    let overhead = table(&[
        or("of-labour", kind("share"), "0%", "Of labour").eg("35%"),
        or("per-year", kind("pounds-a-year"), "£0", "In all").eg("£250k"),
        or("per-call", kind("pounds"), "£0", "For each call").eg("£0.20"),
        may("per-line", kind("pounds-a-year"), "lines cost nothing; both or neither", "For each line of `lines-rented`")
            .eg("£120"),
        may("lines-rented", whole(0, 1_000_000), "lines cost nothing; both or neither", "Lines paid for by `per-line`").eg("60"),
    ]);
    let from_area = may("withdraws", table(&judged::withdraws()), "as from all", "From one area alone: `on`")
        .like("providers.NAME.withdraws");
    let mut keys = vec![
        may(
            "lines",
            whole(1, 10_000_000),
            "no limit",
            "Calls on the line at once, from message to end of talk; beyond, callers meet the engaged tone",
        )
        .see("mechanisms/callers.md#limited-lines")
        .eg("60"),
        may("sends-on", sends_on, "none", "Calls sent on to another provider")
            .see("mechanisms/queues-and-routing.md#calls-sent-on-to-another-provider"),
        may("outside", outside, "simulated", "Not simulated: takes in what others send on")
            .see("mechanisms/queues-and-routing.md#calls-sent-on-to-another-provider"),
        may("overhead", overhead, "none, with a warning", "What is not labour").see("mechanisms/money.md#books"),
        may("reserve", kind("pounds"), "not stated", "What it can lose").see("mechanisms/money.md#books").eg("£500k"),
    ];
    keys.extend(covers());
    keys.extend([
        may("withdraws", table(&judged::withdraws()), "never", "When it gives up in a roll-out")
            .see("rollout.md#providers-withdrawal-step-ins"),
        may("steps-in", table(&judged::steps_in()), "never", "What it can take over in a roll-out")
            .see("rollout.md#providers-withdrawal-step-ins"),
        may("in", named("AREA", &[from_area]), "as from all", "In an area"),
    ]);
    keys
}

pub(super) fn contract() -> Vec<Key> {
    let limits = "the target's own bound";
    let deduction = vec![
        may("below", texts_of("limits, from mild to hard"), limits, "The target's measure lies below")
            .not_with(&["above"])
            .eg("[\"95%\", \"90%\"]"),
        may("above", texts_of("limits, from mild to hard"), limits, "The target's measure lies above")
            .not_with(&["below"])
            .eg("[\"5%\"]"),
        must("takes", texts_of("as many shares"), "Of the month's fee").eg("[\"1%\", \"3%\"]"),
    ];
    let gain_share = table(&[
        or("above", kind("share"), "0%", "Of income").eg("5%"),
        must("returns", kind("share"), "Of what is beyond").eg("50%"),
    ]);
    vec![
        must("areas", texts_of("names of areas"), "Each area in one contract at most").eg("[\"cornwall\"]"),
        may("provider", text_of("name of a provider"), "who answers the areas' calls", "Who is paid").eg("huc"),
        must("payment", payment(), "One form of payment").see("price.md#forms-of-payment"),
        may("deductions", named("TARGET", &deduction), "none", "By target").see("mechanisms/money.md#contracts"),
        or("deductions-at-most", kind("share"), "100%", "Of a month's fee").eg("5%"),
        or("grace", kind("duration"), "0s", "No deductions in months that begin within it").eg("13w"),
        may("gain-share", gain_share, "none", "What is returned of a surplus"),
    ]
}

fn payment() -> Value {
    let paid_for = || or("paid-for", words(&["answered", "triaged", "offered"]), "answered", "Which calls");
    let price = || must("price", kind("pounds"), "A call").eg("£8.00");
    let block = table(&[must("per-year", kind("pounds-a-year"), "In all").eg("£5.2M")]);
    let per_head = table(&[must("price", kind("pounds-a-year"), "A head").eg("£4.10")]);
    let volume = table(&[
        price(),
        must("floor", kind("rate"), "Paid for at least").eg("200k/y"),
        must("cap", kind("rate"), "Full price up to").eg("240k/y"),
        must("marginal", kind("pounds"), "Price of a call beyond the cap").eg("£4.00"),
        paid_for(),
    ]);
    let other = "another form";
    table(&[
        may("block", block, other, "So much a year").not_with(&["per-call", "per-head", "cost-and-volume"]),
        may("per-call", table(&[price(), paid_for()]), other, "So much a call").not_with(&[
            "block",
            "per-head",
            "cost-and-volume",
        ]),
        may("per-head", per_head, other, "So much a head; needs `population`").not_with(&[
            "block",
            "per-call",
            "cost-and-volume",
        ]),
        may("cost-and-volume", volume, other, "So much a call, with a floor and a cap")
            .not_with(&["block", "per-call", "per-head"]),
    ])
}

pub(super) fn price_test() -> Vec<Key> {
    let margin = table(&[
        may("of-income", kind("share"), "`of-cost`", "Of the income").not_with(&["of-cost"]).eg("3%"),
        may("of-cost", kind("share"), "`of-income`", "Of the cost").not_with(&["of-income"]).eg("3%"),
    ]);
    let volume = table(&[
        or("floor", kind("share"), "90%", "Of the expected volume").eg("95%"),
        or("cap", kind("share"), "110%", "Of the expected volume; may lie above 100 %").eg("105%"),
        or("marginal", kind("share"), "50%", "Of the price").eg("40%"),
    ]);
    let name = json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]+$", "x-helpline": { "is": "letters, digits, `-`, `_`" } });
    vec![
        may("name", name, "the file's name", "What these assumptions are called beside those of `against`").eg("bid"),
        may("offered", text_of("price, or least and most"), "what the contract states", "In the unit of the contract's payment: a call, a year, or a head and year").eg("£7.00 .. £8.50"),
        may("margin", margin, "nothing", "What must remain beyond the cost: one of two"),
        may("contract", text_of("name of a contract"), "the only one", "Which contract, where there are several").eg("eleven"),
        or("confidence", kind("share"), "95%", "How sure targets and books must hold").range("50 % to below 100 %").eg("90%"),
        may("against", texts_of("files"), "none", "Scenarios with other assumptions, relative to this file: tested too, held to this file's targets and offered the same price").eg("actual.toml"),
        may("cost-and-volume", volume, "as its keys say: assumptions of the program", "For the conversion into that form").see("price.md#forms-of-payment"),
        or("usual-ranges", truth(), "true", "Also try usual ranges of assumptions that have none").see("price.md#what-breaks-it").eg("false"),
        may("ranges", judged::ranges(), "none", "Inputs that are not known, by path")
            .see("uncertainty.md#ranges")
            .eg("{ \"steps.assess.handle\" = \"-10% .. +60%\" }"),
    ]
}
