//! A replication as a list of events: one row each, in order of time, written as they happen.
//!
//! What a row says of each kind of event stands in `Row::of`, and nowhere else.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::io::{self, Write};

use super::number;
use crate::engine::Observer;
use crate::engine::observe::{Answer, OPEN, Waits, What};
use crate::engine::world::{Call, NOBODY};
use crate::model::clock::SECOND;
use crate::model::flow::{BLOCKED, GAVE_UP, HUNG_UP, NOT_REACHED};
use crate::model::{Model, Next, Tick};
use crate::scenario::Civil;
use crate::tally::Leg;

/// How rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// Columns for people.
    Text,
    /// CSV.
    Csv,
}

/// Which events are of interest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// From this tick on.
    pub from: Tick,
    /// Before this tick.
    pub until: Tick,
    /// Of callers of this area.
    pub area: Option<u16>,
    /// Of callers of this class.
    pub class: Option<u16>,
    /// Of this person, as rows name them.
    pub person: Option<String>,
    /// At this step.
    pub step: Option<u8>,
    /// That a group has a part in.
    pub group: Option<u16>,
}

/// What a row says of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Row {
    event: &'static str,
    /// The call is at a step.
    at_step: bool,
    /// The step, where it is not that of a call.
    step: Option<u8>,
    group: Option<u16>,
    /// Who of the group, by place.
    agent: Option<u32>,
    wait: Option<Tick>,
    lasts: Option<Tick>,
    /// A number, and what it counts.
    number: Option<(u32, &'static str)>,
    next: Option<String>,
}

impl Row {
    /// What a row says of each kind of event.
    fn of(model: &Model, call: Option<&Call>, at: Tick, what: What) -> Self {
        let plain = |event| Row { event, at_step: true, ..Row::default() };
        let to = |next| Some(name_of(model, next));
        match what {
            What::Arrives => {
                let attempt = call.map_or(1, |call| u32::from(call.attempt));
                let event = match call {
                    Some(call) if call.episode > 0 && attempt == 1 => "re-contacts",
                    _ if attempt > 1 => "rings again",
                    _ => "rings",
                };
                Row { at_step: false, number: Some((attempt, "attempt")), ..plain(event) }
            }
            What::Message { lasts } => Row { lasts: Some(lasts), ..plain("hears message") },
            What::MessageEnds { next } => Row { next: to(next), ..plain("message ends") },
            What::Full { next: None } => plain("places full"),
            What::Full { next: Some(next) } => Row { next: to(next), ..plain("places full") },
            What::Balks => plain("will not wait"),
            What::Waits { how, waiting } => {
                let event = match how {
                    Waits::OnTheLine => "waits",
                    Waits::Held => "waits, held",
                    Waits::CallBack => "awaits call",
                };
                Row { number: Some((waiting, "waiting")), ..plain(event) }
            }
            What::Offered { waiting, accepts } => {
                let event = if accepts { "accepts a call" } else { "declines a call" };
                Row { number: Some((waiting, "waiting")), ..plain(event) }
            }
            What::Told { wait } => Row { lasts: Some(wait), ..plain("hears wait") },
            What::Closes { step, waiting } => {
                Row { step: Some(step), number: Some((waiting, "waiting")), ..plain("step closes") }
            }
            What::TurnedAway { step, waited, next } => {
                let wait = if waited { wait_since(call, at) } else { None };
                Row { step: Some(step), wait, next: to(next), ..plain(if waited { "must leave" } else { "finds it closed" }) }
            }
            What::Worsens { ends, .. } => {
                Row { wait: wait_since(call, at), next: ends.and_then(|o| to(Next::Outcome(o))), ..plain("gets worse") }
            }
            What::Answered { group, agent, wait, lasts } => {
                Row { group: Some(group), agent, wait: Some(wait), lasts: Some(lasts), ..plain("answered") }
            }
            What::TalkEnds { group, next } => Row { group: Some(group), next: to(next), ..plain("talk ends") },
            What::WrapUpEnds { group, lasts } => {
                Row { at_step: false, group: Some(group), lasts: Some(lasts), ..plain("wrap-up ends") }
            }
            What::WaitLimit { next } => Row { wait: wait_since(call, at), next: to(next), ..plain("waited enough") },
            What::SentOn => Row { at_step: false, ..plain("sent on") },
            What::HoldEnds => Row { wait: wait_since(call, at), ..plain("hold ends") },
            What::NoAnswer { group, again } => Row { group: Some(group), lasts: again, ..plain("no answer") },
            What::HandedBack { group, left } => Row { group: Some(group), lasts: Some(left), ..plain("handed back") },
            What::RingsAgain { after } => Row { at_step: false, lasts: Some(after), ..plain("will ring again") },
            What::BreakBegins { group, lasts } => {
                Row { at_step: false, group: Some(group), lasts: Some(lasts), ..plain("break begins") }
            }
            What::BreakEnds { group } => Row { at_step: false, group: Some(group), ..plain("break ends") },
            What::Due { group, people } => {
                Row { at_step: false, group: Some(group), number: Some((people, "due")), ..plain("staff change") }
            }
        }
    }

    /// What a row says of the end of an attempt.
    fn of_end(model: &Model, call: &Call, at: Tick, outcome: u8) -> Self {
        let event = match outcome {
            GAVE_UP => "gives up",
            HUNG_UP => "hangs up",
            BLOCKED => "engaged",
            NOT_REACHED => "not reached",
            OPEN => "still there",
            _ => "ends",
        };
        // the answer clock of a first queue runs on from queue to queue, as in the measures
        let began = if call.leg == Leg::First { call.asked } else { call.since };
        let wait = (outcome == GAVE_UP).then(|| at.saturating_sub(began));
        let next = (outcome > NOT_REACHED && outcome != OPEN).then(|| name_of(model, Next::Outcome(outcome)));
        Row { event, at_step: next.is_none(), wait, next, ..Row::default() }
    }
}

fn wait_since(call: Option<&Call>, at: Tick) -> Option<Tick> {
    call.map(|call| at - call.since)
}

fn name_of(model: &Model, next: Next) -> String {
    match next {
        Next::Step(step) => model.steps[step as usize].name.clone(),
        Next::Outcome(outcome) => model.outcomes[outcome as usize].name.clone(),
        Next::Stands => "as it stands".to_owned(),
    }
}

/// Writes the rows of a replication while it runs.
#[derive(Debug)]
pub struct Tracer<'a, W: Write> {
    model: &'a Model,
    civil: &'a Civil,
    wanted: Wanted,
    style: Style,
    out: W,
    /// Number of each person among those of the same source, by place of the call.
    people: Vec<u64>,
    /// People of each source so far.
    counts: Vec<u64>,
    /// Rows of moments still to come (somebody will hang up), then by order of writing.
    ahead: BinaryHeap<Reverse<(Tick, u64, String)>>,
    order: u64,
    beyond: bool,
    failed: Option<io::Error>,
    widths: [usize; 3],
    columns: Option<usize>,
}

impl<'a, W: Write> Tracer<'a, W> {
    /// Before the first event.
    pub fn new(model: &'a Model, civil: &'a Civil, wanted: Wanted, style: Style, out: W) -> Self {
        let longest = |names: &mut dyn Iterator<Item = usize>| names.max().unwrap_or(0);
        let widths = [
            longest(&mut (0..model.sources.len()).map(|s| source_name(model, s).chars().count())) + 6,
            longest(&mut model.steps.iter().map(|s| s.name.chars().count())),
            longest(&mut model.groups.iter().map(|g| g.name.chars().count())),
        ];
        Self {
            model,
            civil,
            wanted,
            style,
            out,
            people: Vec::new(),
            counts: vec![0; model.sources.len()],
            ahead: BinaryHeap::new(),
            order: 0,
            beyond: false,
            failed: None,
            widths,
            columns: None,
        }
    }

    /// Rows no wider than so many columns: what is said of an event then stands below it.
    #[must_use]
    pub fn within(self, columns: Option<usize>) -> Self {
        Self { columns, ..self }
    }

    /// The head of the table.
    pub fn head(&mut self) {
        let [caller, step, group] = self.widths;
        let head = match self.style {
            Style::Csv => {
                "time,at_s,area,callers,person,attempt,event,step,group,band,wait_s,lasts_s,number,next,agent".to_owned()
            }
            Style::Text => {
                format!("{:<21}  {:<caller$}  {:<15}  {:<step$}  {:<group$}  what", "time", "caller", "event", "step", "group")
            }
        };
        self.write(&head);
    }

    /// Writes what is left; says whether all could be written. A closed pipe is no failure.
    ///
    /// # Errors
    /// Why rows could not be written.
    pub fn finish(mut self) -> io::Result<()> {
        self.up_to(Tick::MAX);
        if self.failed.is_none() {
            self.failed = self.out.flush().err();
        }
        match self.failed {
            Some(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
            _ => Ok(()),
        }
    }

    fn write(&mut self, line: &str) {
        if self.failed.is_none() {
            self.failed = writeln!(self.out, "{}", line.trim_end()).err();
        }
    }

    /// Writes the rows kept back up to a moment.
    fn up_to(&mut self, at: Tick) {
        while self.ahead.peek().is_some_and(|Reverse(row)| row.0 <= at) {
            if let Some(Reverse((_, _, line))) = self.ahead.pop() {
                self.write(&line);
            }
        }
    }

    /// Keeps a row until its moment has come.
    fn keep(&mut self, at: Tick, call: Option<(u32, &Call)>, row: &Row) {
        let wanted = &self.wanted;
        if at < wanted.from || at >= wanted.until {
            return;
        }
        let source = call.map(|(_, call)| &self.model.sources[call.source as usize]);
        let own = call.filter(|_| row.at_step).map(|(_, call)| (call.site as usize / self.model.sources.len()) as u8);
        let step = row.step.or(own);
        let of = |wish: Option<u16>, is: Option<u16>| wish.is_none() || wish == is;
        if !of(wanted.area, source.map(|s| s.area))
            || !of(wanted.class, source.map(|s| s.class))
            || !of(wanted.group, row.group)
            || !of(wanted.step.map(u16::from), step.map(u16::from))
        {
            return;
        }
        let person = call.map_or_else(String::new, |(place, call)| {
            // a welfare call is about another call's person
            let of = if call.about == NOBODY { place } else { call.about };
            let number = self.people.get(of as usize).copied().unwrap_or(0);
            format!("{}#{number}", source_name(self.model, call.source as usize))
        });
        if wanted.person.as_ref().is_some_and(|wish| *wish != person) {
            return;
        }
        let line = match self.style {
            Style::Text => self.text(at, &person, step, row),
            Style::Csv => self.csv(at, &person, call.map(|(_, call)| call), step, row),
        };
        self.order += 1;
        self.ahead.push(Reverse((at, self.order, line)));
    }

    /// The call at a place is of the person with this number among those of the same source.
    fn number(&mut self, place: u32, number: u64) {
        let place = place as usize;
        if self.people.len() <= place {
            self.people.resize(place + 1, 0);
        }
        self.people[place] = number;
    }

    fn text(&self, at: Tick, person: &str, step: Option<u8>, row: &Row) -> String {
        let [caller_width, step_width, group_width] = self.widths;
        let for_people = |ticks: Tick| number::duration(ticks as f64 / SECOND as f64);
        let mut words: Vec<String> = Vec::new();
        words.extend(self.agent(row).map(|agent| format!("by {agent}")));
        words.extend(row.wait.map(|wait| format!("after {}", for_people(wait))));
        words.extend(row.lasts.map(|lasts| match row.event {
            "will ring again" | "no answer" => format!("again in {}", for_people(lasts)),
            "handed back" => format!("{} left", for_people(lasts)),
            "hears wait" => format!("about {}", for_people(lasts)),
            _ => format!("for {}", for_people(lasts)),
        }));
        words.extend(row.number.filter(|n| *n != (1, "attempt")).map(|(number, what)| match what {
            "attempt" => format!("attempt {number}"),
            _ => format!("{number} {what}"),
        }));
        words.extend(row.next.as_ref().map(|next| if row.event == "ends" { next.clone() } else { format!("-> {next}") }));
        let front = format!(
            "{:<21}  {person:<caller_width$}  {:<15}  {:<step_width$}  {:<group_width$}  ",
            self.civil.label_to_tenths(at),
            row.event,
            step.map_or("", |step| &self.model.steps[step as usize].name),
            row.group.map_or("", |group| &self.model.groups[group as usize].name),
        );
        let words = words.join(", ");
        let wide = front.chars().count() + words.chars().count();
        match self.columns {
            Some(columns) if wide > columns => format!("{}\n{:<23}{words}", front.trim_end(), ""),
            _ => front + &words,
        }
    }

    /// Who of a group, where its people are told apart: a person of a roster by name, others as the k-th of a shift or headcount.
    fn agent(&self, row: &Row) -> Option<String> {
        let people = self.model.groups[row.group? as usize].people.as_ref()?;
        let place = &people.places[row.agent? as usize];
        Some(match (people.persons.is_empty(), place.shift.as_str()) {
            (false, name) => name.to_owned(),
            (true, "") => format!("{}", place.ordinal + 1),
            (true, shift) => format!("{shift}-{}", place.ordinal + 1),
        })
    }

    /// No field needs quotes: names are letters, digits and hyphens.
    fn csv(&self, at: Tick, person: &str, call: Option<&Call>, step: Option<u8>, row: &Row) -> String {
        let model = self.model;
        let seconds = |ticks: Option<Tick>| ticks.map_or_else(String::new, |t| format!("{}", t as f64 / SECOND as f64));
        let source = call.map(|call| &model.sources[call.source as usize]);
        [
            self.civil.label(at),
            seconds(Some(at)),
            source.map_or_else(String::new, |s| model.areas[s.area as usize].name.clone()),
            source.map_or_else(String::new, |s| model.classes[s.class as usize].name.clone()),
            person.to_owned(),
            call.map_or_else(String::new, |call| call.attempt.to_string()),
            row.event.replace(", ", " "),
            step.map_or_else(String::new, |step| model.steps[step as usize].name.clone()),
            row.group.map_or_else(String::new, |group| model.groups[group as usize].name.clone()),
            call.filter(|call| call.banded).map_or_else(String::new, |call| model.bands[call.band as usize].name.clone()),
            seconds(row.wait),
            seconds(row.lasts),
            row.number.map_or_else(String::new, |(number, _)| number.to_string()),
            row.next.clone().unwrap_or_default(),
            self.agent(row).unwrap_or_default(),
        ]
        .join(",")
    }
}

/// Callers of a source, as rows name them: the area, and the class where classes have names.
pub fn source_name(model: &Model, source: usize) -> String {
    let source = &model.sources[source];
    let (area, class) = (&model.areas[source.area as usize].name, &model.classes[source.class as usize].name);
    if class.is_empty() { area.clone() } else { format!("{area}/{class}") }
}

impl<W: Write> Observer for Tracer<'_, W> {
    const TO_THE_END: bool = true;
    const TRACES: bool = true;

    fn saw(&mut self, at: Tick, call: Option<(u32, &Call)>, what: What) {
        if let (Some((place, _)), What::Worsens { waits, .. }) = (call, what) {
            // what the person does now is perhaps a call of its own
            let number = self.people.get(waits as usize).copied().unwrap_or(0);
            self.number(place, number);
        }
        if let Some((place, call)) = call
            && what == What::Arrives
            && (call.attempt, call.episode) == (1, 0)
        {
            let count = &mut self.counts[call.source as usize];
            *count += 1;
            let number = *count;
            self.number(place, number);
        }
        self.beyond |= at >= self.wanted.until;
        let row = Row::of(self.model, call.map(|(_, call)| call), at, what);
        self.keep(at, call, &row);
        self.up_to(at);
    }

    fn enough(&self) -> bool {
        self.beyond || self.failed.is_some()
    }

    fn answered(&mut self, _call: u32, _answer: Answer) {}

    fn ended(&mut self, call: u32, state: &Call, outcome: u8, at: Tick) {
        let row = Row::of_end(self.model, state, at, outcome);
        self.keep(at, Some((call, state)), &row);
    }
}
