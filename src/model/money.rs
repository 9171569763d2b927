//! Money: what people are paid, what a provider spends beside, what commissioners pay, what outcomes cost the system after.
//!
//! Pounds throughout; hours for time that is paid. Nothing here is random and nothing is worked out: `finance` does that.

use super::Tick;
use super::target::Bound;

/// Weeks of a year by which yearly pay becomes hourly pay (NHS Terms and Conditions of Service: annual / 52.143 / 37.5).
pub const WEEKS_A_YEAR: f64 = 52.143;

/// All money of a scenario; empty where it states none.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Money {
    /// Names of the premium windows.
    pub windows: Vec<String>,
    /// When each window holds: from, to (half open), window; rising, never overlapping.
    pub stretches: Vec<(Tick, Tick, u8)>,
    /// By group: what its people are paid; none if not stated.
    pub pay: Vec<Option<Pay>>,
    /// By group: shares of a date's duties that own people on overtime, and an agency after them, fill at most where nobody
    /// comes.
    pub fills: Vec<[f64; 2]>,
    /// By provider.
    pub providers: Vec<ProviderMoney>,
    /// Contracts, in file order.
    pub contracts: Vec<Contract>,
    /// By outcome: what an episode that ends so costs the system afterwards; none if not stated.
    pub outcomes: Vec<Option<f64>>,
    /// Some outcome states a cost.
    pub downstream: bool,
}

impl Money {
    /// Some pay or overhead is stated, so a cost is asked about.
    pub fn costs(&self) -> bool {
        self.pay.iter().any(Option::is_some) || self.providers.iter().any(|p| p.overhead != Overhead::default())
    }

    /// Does a kind of cost occur for some group or provider?
    pub fn occurs(&self, kind: CostKind) -> bool {
        use CostKind as K;
        let some = |f: &dyn Fn(&Pay) -> bool| self.pay.iter().flatten().any(f);
        match kind {
            K::BasicPay | K::Overtime => some(&|_| true),
            K::Premiums => some(&|p| p.premiums.iter().any(|&plus| plus > 0.0)),
            K::Pension => some(&|p| p.on_costs.pension > 0.0),
            K::NationalInsurance => some(&|p| p.on_costs.insurance > 0.0),
            K::Levy => some(&|p| p.on_costs.levy > 0.0),
            K::Bank => some(&|p| p.bank.share > 0.0),
            K::Agency => some(&|p| p.agency.share > 0.0) || self.fills.iter().any(|fill| fill[1] > 0.0),
            K::Training => some(&|p| p.recruits.is_some()),
            K::Overheads => self.providers.iter().any(|p| p.overhead != Overhead::default()),
        }
    }
}

/// What an hour of a group's people costs.
#[derive(Clone, Debug, PartialEq)]
pub struct Pay {
    /// Basic pay, pounds a paid hour.
    pub hourly: f64,
    /// By premium window: share of basic pay on top.
    pub premiums: Vec<f64>,
    /// What the employer pays on top of pay.
    pub on_costs: OnCosts,
    /// On top of basic pay for an hour of overtime: on ordinary days, on holidays.
    pub overtime: [f64; 2],
    /// Share of the hours due that own people fill as overtime.
    pub overtime_share: f64,
    /// Hours filled by the bank: staff with on-costs, paid for hours worked alone.
    pub bank: Cover,
    /// Hours filled by an agency: invoiced, without on-costs.
    pub agency: Cover,
    /// People taken on and trained.
    pub recruits: Option<Recruits>,
    /// The rate is all that an hour costs: no premiums, no on-costs.
    pub all_in: bool,
}

/// What the employer pays on top of pay.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct OnCosts {
    /// Pension, of basic pay and premiums.
    pub pension: f64,
    /// National insurance, of pay above the threshold.
    pub insurance: f64,
    /// The threshold as pounds a paid hour: that of a year over the paid hours of a full-time year.
    pub threshold: f64,
    /// A levy on all pay.
    pub levy: f64,
}

/// A share of the hours due that others fill.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Cover {
    /// Of the hours due, 0 to 1.
    pub share: f64,
    /// On top of basic pay and premiums.
    pub plus: f64,
}

/// People taken on: paid while they are trained, before they are among the heads.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Recruits {
    /// How many begin.
    pub intake: Intake,
    /// Weeks until they are trained.
    pub weeks: f64,
    /// Paid hours of one, a week.
    pub hours_a_week: f64,
    /// People employed at the start, where recruits and leavers change who is there; none if the heads are as stated.
    pub employed: Option<u64>,
    /// Share of those employed who leave in a year.
    pub leavers: f64,
}

/// How many recruits begin.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Intake {
    /// So many a week.
    AWeek(f64),
    /// As many as leave: a share a year of those employed (paid hours over full-time hours).
    Leavers(f64),
}

/// What a provider spends and holds, beside its people.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ProviderMoney {
    /// Premises, telephony, licences, supervision and the like.
    pub overhead: Overhead,
    /// What it can lose.
    pub reserve: Option<f64>,
}

/// Overheads.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Overhead {
    /// Share of all labour cost.
    pub of_labour: f64,
    /// Pounds a year.
    pub per_year: f64,
    /// Pounds a call that a person answered.
    pub per_call: f64,
    /// Pounds a line and year.
    pub per_line: f64,
    /// Lines paid for.
    pub lines: f64,
}

/// A contract: who is paid for which areas, and how.
#[derive(Clone, Debug, PartialEq)]
pub struct Contract {
    /// Its name in the file.
    pub name: String,
    /// The provider that is paid.
    pub provider: u16,
    /// The areas it covers.
    pub areas: Vec<u16>,
    /// How the fee is found.
    pub payment: Payment,
    /// What is taken off where a target is not kept.
    pub deductions: Vec<Deduction>,
    /// The most that a month's deductions may take, as a share of its fee.
    pub deductions_at_most: f64,
    /// No deductions in months that begin within this time of the start.
    pub grace: Tick,
    /// What of a surplus goes back.
    pub gain_share: Option<GainShare>,
}

/// Which calls are paid for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaidFor {
    /// Answered by a person.
    Answered,
    /// Triaged.
    Triaged,
    /// Offered, redials included.
    Offered,
}

/// How a fee is found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Payment {
    /// Pounds a year, whatever comes.
    Block(f64),
    /// Pounds a call.
    PerCall {
        /// Of each.
        price: f64,
        /// Which.
        paid_for: PaidFor,
    },
    /// Pounds a head of the areas' population and year.
    PerHead {
        /// Of each.
        price: f64,
        /// People.
        people: f64,
    },
    /// A price a call, for at least the floor; beyond the cap a marginal price.
    CostAndVolume {
        /// Of a call up to the cap.
        price: f64,
        /// Calls a year that are paid in any case.
        floor: f64,
        /// Calls a year beyond which the marginal price holds.
        cap: f64,
        /// Of a call beyond the cap.
        marginal: f64,
        /// Which calls.
        paid_for: PaidFor,
    },
}

/// What is taken off a month's fee.
#[derive(Clone, Debug, PartialEq)]
pub struct Deduction {
    /// Index of the target whose measure decides.
    pub target: u16,
    /// Bounds from the mildest to the hardest, and the share taken where the bound does not hold: the last such counts.
    pub bands: Vec<(Bound, f64)>,
}

/// A commissioner's part of a surplus.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GainShare {
    /// Surplus up to this share of the contract's income stays with the provider.
    pub above: f64,
    /// Share of the rest that goes back.
    pub returns: f64,
}

/// A surplus that must remain.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Margin {
    /// None: the books balance.
    #[default]
    None,
    /// A share of the cost.
    OfCost(f64),
    /// A share of the income after deductions and gain share.
    OfIncome(f64),
}

/// A kind of a provider's cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CostKind {
    /// Paid hours at the basic rate.
    BasicPay,
    /// Premiums by clock time.
    Premiums,
    /// Employer's pension contributions.
    Pension,
    /// Employer's national insurance.
    NationalInsurance,
    /// The levy on all pay.
    Levy,
    /// Overtime, planned and by overrun, with what the employer pays on it.
    Overtime,
    /// The bank, with what the employer pays on it.
    Bank,
    /// Agency invoices.
    Agency,
    /// Pay of recruits before they are trained, with what the employer pays on it.
    Training,
    /// Overheads.
    Overheads,
}

impl CostKind {
    /// All, in the order in which they are shown.
    pub const ALL: [CostKind; 10] = [
        Self::BasicPay,
        Self::Premiums,
        Self::Pension,
        Self::NationalInsurance,
        Self::Levy,
        Self::Overtime,
        Self::Bank,
        Self::Agency,
        Self::Training,
        Self::Overheads,
    ];

    /// Its name in files: the measure is `cost-of-NAME`.
    pub fn name(self) -> &'static str {
        match self {
            Self::BasicPay => "basic-pay",
            Self::Premiums => "premiums",
            Self::Pension => "pension",
            Self::NationalInsurance => "national-insurance",
            Self::Levy => "levy",
            Self::Overtime => "overtime",
            Self::Bank => "bank",
            Self::Agency => "agency",
            Self::Training => "training",
            Self::Overheads => "overheads",
        }
    }
}
