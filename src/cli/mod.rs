//! The command line: a file or folder a command. `console` is the only place that prints; `progress` says how far it has come.

pub mod calibrate;
pub mod check;
pub mod compare;
pub mod console;
pub mod erlang;
pub mod example;
mod flags;
mod folder;
mod help;
mod manifest;
mod observed;
mod pictures;
mod plain;
pub mod price;
pub mod progress;
mod records;
mod report;
pub mod rollout;
pub mod run;
pub mod schema;
mod searching;
pub mod shell;
pub mod staff;
mod stop;
pub mod sweep;
mod table;
pub mod trace;
mod uncertain;
pub mod validate;
mod wishes;
mod workbook;
mod wrap;

use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use console::Console;

/// Tests, before anyone signs, whether an urgent-care telephone helpline can be delivered.
#[derive(Debug, Parser)]
#[command(name = "helpline", version, about, arg_required_else_help = true, max_term_width = 100, after_help = help::ALL)]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// Colours on the terminal
    #[arg(long, global = true, value_enum, default_value_t = ColorChoice::Auto)]
    color: ColorChoice,
    /// Say only what was asked for: no progress, no warnings
    #[arg(short, long, global = true)]
    quiet: bool,
    /// Say more: all warnings, all measures
    #[arg(short, long, global = true)]
    verbose: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Simulate each scenario: target table, tidy results, pictures
    #[command(after_help = help::RUN)]
    Run(run::RunArgs),
    /// The same callers meet each configuration: paired differences and a verdict
    #[command(after_help = help::COMPARE)]
    Compare(compare::CompareArgs),
    /// Try many configurations of a scenario: which is best, and which cannot be told from it
    #[command(after_help = help::SWEEP)]
    Sweep(sweep::SweepArgs),
    /// The price test: the cheapest deliverable price, a verdict on the offered one, what breaks it
    #[command(after_help = help::PRICE)]
    Price(price::PriceArgs),
    /// The cheapest staffing that meets the targets, and the cheapest that is no worse than today's; verified on fresh callers
    #[command(after_help = help::STAFF)]
    Staff(staff::StaffArgs),
    /// Days that a fit has not seen, predicted and compared with the record
    #[command(after_help = help::VALIDATE)]
    Validate(validate::ValidateArgs),
    /// A programme of roll-out: when it is live everywhere, which areas are late and why, what it costs meanwhile
    #[command(after_help = help::ROLLOUT)]
    Rollout(rollout::RolloutArgs),
    /// Read and explain scenarios without simulating
    #[command(after_help = help::CHECK)]
    Check(check::CheckArgs),
    /// One replication, event by event: who rings, waits, is answered by whom, gives up, ends how
    #[command(after_help = help::TRACE)]
    Trace(trace::TraceArgs),
    /// From records to a model: a scenario of one's own service, with every parameter's standard error
    #[command(after_help = help::CALIBRATE)]
    Calibrate(calibrate::CalibrateArgs),
    /// List the built-in scenarios, or write one out to edit
    #[command(after_help = help::EXAMPLE)]
    Example(example::ExampleArgs),
    /// Erlang B, C and A: offered load in, service out, and the reverse
    #[command(after_help = help::ERLANG)]
    Erlang(erlang::ErlangArgs),
    /// The JSON Schema of the scenario file, for editors
    #[command(after_help = help::SCHEMA)]
    Schema(schema::SchemaArgs),
    /// A script that completes commands and flags in a shell
    #[command(after_help = help::COMPLETIONS)]
    Completions(shell::CompletionsArgs),
    /// Manual pages
    #[command(after_help = help::MAN)]
    Man(shell::ManArgs),
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless `NO_COLOR` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How the answer is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// A table for people
    Table,
    /// summary.json
    Json,
    /// Tidy rows
    Csv,
    /// A Markdown table
    Md,
    /// A workbook among the results: tidy rows and the tables beside them; its path is printed
    Xlsx,
}

/// How progress is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProgressStyle {
    /// A bar on a terminal, else plain lines
    Auto,
    /// A bar
    Bar,
    /// Plain lines
    Plain,
    /// Nothing
    None,
}

/// What every command that reads scenarios takes.
#[derive(Clone, Debug, Args)]
pub struct ScenarioArgs {
    /// Scenario files, or builtin:NAME
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<String>,
    /// Change a value: dotted path = value, or a change such as x0.9 or +60s (repeatable)
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
}

/// Exit status: the input is wrong.
pub const WRONG_INPUT: u8 = 2;
/// Exit status: something outside the program failed.
pub const OUTSIDE: u8 = 3;

/// Reads the command line and does what it says.
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            let code = if error.use_stderr() { WRONG_INPUT } else { 0 };
            // a closed pipe is no failure
            let _ = error.print();
            return ExitCode::from(code);
        }
    };
    let console = Console::new(cli.color, cli.quiet, cli.verbose);
    let done = match cli.command {
        Command::Run(args) => run::run(&args, &console),
        Command::Compare(args) => compare::compare(&args, &console),
        Command::Sweep(args) => sweep::sweep(&args, &console),
        Command::Price(args) => price::price(&args, &console),
        Command::Staff(args) => staff::staff(&args, &console),
        Command::Validate(args) => validate::validate(&args, &console),
        Command::Rollout(args) => rollout::rollout(&args, &console),
        Command::Check(args) => check::check(&args, &console),
        Command::Trace(args) => trace::trace(&args, &console),
        Command::Calibrate(args) => calibrate::calibrate(&args, &console),
        Command::Example(args) => example::example(&args, &console),
        Command::Erlang(args) => erlang::erlang(&args, &console),
        Command::Schema(args) => schema::schema(&args, &console),
        Command::Completions(args) => shell::completions(&args, &console),
        Command::Man(args) => shell::man(&args, &console),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(error) => {
            console.failure(&error);
            ExitCode::from(if error.is::<uncertain::Impossible>() { WRONG_INPUT } else { OUTSIDE })
        }
    }
}
