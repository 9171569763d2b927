//! Money from what happened: what people cost by clock time, what contracts pay, a provider's books by month.
//!
//! ```text
//! Model --labour--> cost of scheduled people (the same in every replication, worked out once)
//!                        |
//! Ledger --books--> overrun, calls, targets by month --> cost by kind, fees, deductions, surplus, reserve
//! ```
//! Pounds; hours. What each line means, and which assumptions it makes: `docs/mechanisms/money.md`.

pub mod account;
pub mod books;
pub mod break_even;
pub mod contract;
pub mod labour;
pub mod months;
pub mod pay;
pub mod rostered;
pub mod sheet;

pub use account::{Account, AccountMonth, Form, Line, Marginal};
pub use books::{Books, Finance, Page};
pub use break_even::Terms;
pub use labour::Labour;
pub use months::Months;
pub use rostered::Counted;
pub use sheet::BooksSheet;
