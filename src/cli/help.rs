//! What `--help` and the manual pages end with: worked examples of each command, and what the exit status means.
//!
//! Of an example, what begins with `#` says what it is for, and the rest is typed as it stands; `tests/shell.rs` reads every one.

/// What each exit status means.
macro_rules! exit_status {
    () => {
        "\
Exit status:
  0  done
  1  done, but what --require asks for does not hold
  2  the input is wrong: a file, or the command line; nothing was simulated
  3  something outside the program failed: it cannot write, the disk is full"
    };
}

/// What each exit status means.
pub(super) const EXIT: &str = exit_status!();

/// At the end of the program's own help.
pub(super) const ALL: &str = concat!(
    "\
Examples:
  # a scenario inside the program, as it is
  helpline run builtin:cornwall-winter
  # the scenarios inside the program, and one of them to edit
  helpline example
  helpline example cornwall-winter my-folder
  # flags and more examples of a command
  helpline run --help

",
    exit_status!(),
    "

The same scenario, --seed and version give the same results on any number of
threads; the seed is 111 unless you say."
);

pub(super) const RUN: &str = "\
Examples:
  # the target table; tables and pictures go to out/cornwall-winter
  helpline run scenarios/cornwall-winter.toml
  # something else without editing the file: 10 % more calls
  helpline run my.toml -n 400 --set areas.town.calls=x1.1
  # as precise as this, for another program
  helpline run my.toml --precision answered-within-60s=0.5pt --format json
  # in a script: exit status 1 if a target is missed
  helpline run my.toml --require --quiet --no-charts
  # for a spreadsheet
  helpline run my.toml --format xlsx";

pub(super) const COMPARE: &str = "\
Examples:
  # one file against others, on the same callers
  helpline compare today.toml fewer-evening.toml call-backs.toml
  # alternatives without files of their own
  helpline compare my.toml --alt \"one more: groups.advisors.headcount=+1\" \\
    --alt \"longer: steps.assess.handle=+30s; areas.town.calls=x1.1\"
  # with doubt about inputs that are given as ranges
  helpline compare scenarios/savings/baseline.toml \\
    scenarios/savings/pooled.toml --uncertain";

pub(super) const SWEEP: &str = "\
Examples:
  # every combination of two headcounts: the fewest people that keep the targets
  helpline sweep scenarios/skills.toml --minimise staff-present --margin 0.5 \\
    --grid groups.generalists.headcount=8..12 \\
    --grid groups.specialists.headcount=6..8
  # 50 points over a range
  helpline sweep my.toml --latin 50 steps.desk.handle=4m..6m \\
    --maximise answered-within-60s --margin 0.5pt --subject-to none";

pub(super) const PRICE: &str = "\
Examples:
  # the price offered in 2013, under two sets of assumptions
  helpline price scenarios/launch-2013/price.toml
  # another price; exit status 1 unless it is shown to be enough
  helpline price my.toml --set price-test.offered=£7.75 --require
  # shorter and rougher
  helpline price my.toml --staffing scaled --draws 0 -n 100";

pub(super) const STAFF: &str = "\
Examples:
  # the cheapest heads or shifts that meet the targets
  helpline staff my.toml
  # a week of shifts, for at most two minutes
  helpline staff scenarios/cornwall-roster.toml --time-limit 2m
  # only what is no worse than today, on average over the long run
  helpline staff my.toml --answer no-worse --confidence long-run
  # the best service for 12 % less
  helpline staff scenarios/cut-12/cornwall.toml --budget 88%";

pub(super) const VALIDATE: &str = "\
Examples:
  # the days after those of the fit
  helpline validate out/cornwall/cornwall.toml \\
    --data scenarios/data/nhs111-sitrep-daily.csv
  # every area of the records, fitted and predicted
  helpline validate --every-area \\
    --data scenarios/data/nhs111-sitrep-daily.csv
  # records in a spreadsheet, on its second sheet
  helpline validate my.toml --data \"records.xlsx#Daily\"";

pub(super) const ROLLOUT: &str = "\
Examples:
  # when is it live everywhere?
  helpline rollout scenarios/rollout-2013/as-bid.toml
  # two programmes on the same luck
  helpline rollout scenarios/rollout-2013/as-bid.toml \\
    scenarios/rollout-2013/as-cost.toml
  # exit status 1 unless the deadline is met with a chance of 90 %
  helpline rollout my.toml -n 400 --require 90% \\
    --set defaults.areas.launch.soft.lasts=8w";

pub(super) const CHECK: &str = "\
Examples:
  # what is wrong, if anything
  helpline check my.toml
  # every input with its source; load, need and people due by hour
  helpline check my.toml --explain";

pub(super) const TRACE: &str = "\
Examples:
  # the first nine hours
  helpline trace my.toml --until 09:00
  # one group of agents on a bad evening
  helpline trace builtin:cornwall-winter --group advisors \\
    --from \"2025-12-05 18:00\" --until \"2025-12-05 18:30\"
  # one person
  helpline trace my.toml --caller town#17
  # for another program
  helpline trace my.toml --format csv";

pub(super) const CALIBRATE: &str = "\
Examples:
  # published days of an area
  helpline calibrate --data scenarios/data/nhs111-sitrep-daily.csv \\
    --area cornwall
  # a log of calls that the program knows
  helpline calibrate --data calls.csv --area coast
  # an export with names of its own
  helpline calibrate --data export.csv --map arrived=Date+Time \\
    --map wait=Waited --map talk=\"Talk (min)\"
  # a spreadsheet
  helpline calibrate --data monthly.xlsx";

pub(super) const EXAMPLE: &str = "\
Examples:
  # what there is
  helpline example
  # one to edit, with its data
  helpline example cornwall-winter my-folder
  # tables to fill in with a spreadsheet program
  helpline example --csv my-folder";

pub(super) const ERLANG: &str = "\
Examples:
  # what eight agents give
  helpline erlang --calls 120/h --handle 3m --agents 8
  # how many it takes
  helpline erlang --calls 120/h --handle 3m --patience 5m \\
    --target 90% --within 60s";

pub(super) const SCHEMA: &str = "\
Examples:
  # beside your scenarios, for an editor
  helpline schema helpline.schema.json
  # every table and key, to read
  helpline schema --format md reference.md

Write this as the first line of a scenario, and editors with TOML support (Even
Better TOML, taplo) complete its keys, explain them and underline the wrong
ones:

  #:schema ./helpline.schema.json";

pub(super) const COMPLETIONS: &str = "\
Examples:
  # bash
  helpline completions bash \\
    > ~/.local/share/bash-completion/completions/helpline
  # zsh, in a folder of fpath
  helpline completions zsh > ~/.zfunc/_helpline
  # fish
  helpline completions fish > ~/.config/fish/completions/helpline.fish
  # PowerShell: add it to the profile
  helpline completions powershell >> $PROFILE";

pub(super) const MAN: &str = "\
Examples:
  # one page
  helpline man > helpline.1
  # a page for every command
  helpline man ~/.local/share/man/man1";
