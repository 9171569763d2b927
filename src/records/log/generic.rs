//! Any log of calls: a row a call, columns by their usual names or as mapped.
//!
//! What is needed: when the call arrived, and either when it was answered or how long it waited. A call without an answer that ended
//! gave up. Moments of one row belong together: an answer is not before the call, an end not before the answer.

use jiff::civil::Date;

use super::{Call, CallLog, Fate, LogDay, Names};
use crate::records::columns::{self, Figure, Found};
use crate::records::day::between;
use crate::records::sheet::Sheet;
use crate::scenario::problem::Problems;
use crate::scenario::spelling::duration;
use crate::scenario::spelling::moment::{self, Moment};
use crate::scenario::spelling::{missing, plain, yes_or_no};

const FIGURES: [Figure; 13] = [
    (
        "arrived",
        &[
            "arrived",
            "arrival",
            "arrival_time",
            "arrived_at",
            "call_start",
            "call_start_time",
            "start_time",
            "started",
            "start",
            "call_time",
            "received_at",
            "call_received",
            "timestamp",
            "date_time",
            "datetime",
            "call_date_time",
            "call_commenced_date_time",
        ],
    ),
    (
        "answered",
        &["answered", "answer", "answer_time", "answered_at", "time_answered", "connect_time", "connected", "agent_start"],
    ),
    ("ended", &["ended", "end", "end_time", "ended_at", "call_end", "call_end_time", "disconnect_time", "finished"]),
    (
        "wait",
        &[
            "wait",
            "wait_s",
            "waited",
            "wait_time",
            "waiting_time",
            "queue_time",
            "time_in_queue",
            "time_to_answer",
            "speed_of_answer",
            "wait_seconds",
            "wait_time_s",
        ],
    ),
    (
        "talk",
        &[
            "talk",
            "talk_s",
            "talk_time",
            "handle",
            "handle_time",
            "handle_s",
            "handling_time",
            "duration",
            "call_duration",
            "talk_seconds",
            "handle_seconds",
            "service_time",
        ],
    ),
    ("wrap_up", &["wrap_up", "wrap_up_s", "wrapup", "wrap", "wrap_time", "acw", "acw_s", "after_call_work"]),
    ("abandoned", &["abandoned", "is_abandoned", "abandon"]),
    ("outcome", &["outcome", "result", "status", "disposition", "call_outcome", "call_status"]),
    ("queue", &["queue", "queue_name", "skill", "service", "line", "callers"]),
    ("group", &["group", "team", "agent_group", "site", "answered_by"]),
    ("agent", &["agent", "agent_id", "adviser", "advisor", "operator", "agent_name"]),
    ("caller", &["caller", "caller_id", "cli", "ani", "phone", "customer_id", "person", "caller_hash"]),
    ("call", &["call", "call_id", "callid", "id", "contact_id", "interaction_id", "call_ref"]),
];
const ARRIVED: usize = 0;
const ANSWERED: usize = 1;
const ENDED: usize = 2;
const WAIT: usize = 3;
const TALK: usize = 4;
const WRAP_UP: usize = 5;
const ABANDONED: usize = 6;
const OUTCOME: usize = 7;
const QUEUE: usize = 8;
const GROUP: usize = 9;
const AGENT: usize = 10;
const CALLER: usize = 11;
const CALL: usize = 12;

pub(super) fn fits(sheet: &Sheet) -> bool {
    let has = |figure: usize| sheet.columns.iter().any(|column| FIGURES[figure].1.contains(&plain(column).as_str()));
    has(ARRIVED) && (has(WAIT) || (has(ANSWERED) && has(ENDED)))
}

pub(super) fn read(mut sheet: Sheet, map: &[String]) -> Result<CallLog, Problems> {
    let found = columns::find(&mut sheet, &FIGURES, map);
    found.need(&mut sheet, &FIGURES, ARRIVED);
    if found.columns[ANSWERED].is_none() && found.columns[WAIT].is_none() {
        found.need(&mut sheet, &FIGURES, ANSWERED);
        found.need(&mut sheet, &FIGURES, WAIT);
    }
    if sheet.is_wrong() {
        return Err(sheet.into_problems());
    }
    let mut account = found.account(&sheet, &FIGURES);
    let mut read = Read { account: &mut account, found: &found };
    let arrived = read.moments(&mut sheet, ARRIVED, None);
    let Some((arrived, universal)) = arrived else { return Err(sheet.into_problems()) };
    let answered = read.moments(&mut sheet, ANSWERED, Some(&arrived));
    let ended = read.moments(&mut sheet, ENDED, Some(&arrived));
    for (figure, other) in [(ANSWERED, &answered), (ENDED, &ended)] {
        if let Some((cells, clock)) = other
            && *clock != universal
            && let Some(row) = cells.iter().position(Option::is_some)
        {
            let (with, without) = if universal { ("arrived", FIGURES[figure].0) } else { (FIGURES[figure].0, "arrived") };
            let said = format!("the column of `{with}` says its distance from Greenwich, that of `{without}` does not");
            sheet.cell(
                "clock",
                row,
                found.columns[figure].unwrap_or(0),
                said,
                Some("write all times of a log by one clock".to_owned()),
            );
        }
    }
    let durations: Vec<Option<Vec<Option<f64>>>> =
        [WAIT, TALK, WRAP_UP].iter().map(|&place| read.durations(&mut sheet, place)).collect();
    let rows = Rows {
        arrived: &arrived,
        answered: answered.as_ref().map(|a| &a.0),
        ended: ended.as_ref().map(|e| &e.0),
        durations: &durations,
    };
    twice(&mut sheet, &found);
    let mut names: [Names; 4] = Default::default();
    let mut calls: Vec<(Date, Call)> = Vec::new();
    let mut others: Vec<(String, usize)> = Vec::new();
    for row in 0..sheet.rows.len() {
        let line = sheet.rows[row].line;
        let Some(at) = arrived[row] else {
            if missing(&sheet.rows[row].cells[found.columns[ARRIVED].unwrap_or(0)]) {
                account.leave_out("no time of arrival", line);
            }
            continue;
        };
        let Some((fate, wait, talk)) = rows.fate(&mut sheet, row, &found, &mut others) else { continue };
        let cell = |figure: usize| {
            found.columns[figure].map(|column| sheet.rows[row].cells[column].as_str()).filter(|cell| !missing(cell))
        };
        let answered = fate == Fate::Answered;
        let call = Call {
            line,
            day: 0,
            second: at.second,
            at: at.instant,
            wait,
            before_queue: 0.0,
            fate,
            talk: talk.filter(|_| answered),
            talk_open: false,
            wrap_up: durations[2].as_ref().and_then(|w| w[row]).filter(|_| answered),
            person: cell(CALLER).map(|who| names[2].index(who) as u32),
            queue: names[0].index(cell(QUEUE).unwrap_or("queue")) as u16,
            agent: cell(AGENT).filter(|_| answered).map(|who| names[3].index(who) as u32),
            group: answered.then(|| names[1].index(cell(GROUP).unwrap_or("agents")) as u16),
        };
        calls.push((at.date, call));
    }
    if sheet.is_wrong() {
        return Err(sheet.into_problems());
    }
    account.used = calls.len();
    for (outcome, count) in others {
        account.notes.push(format!("{count} calls with the outcome `{outcome}` are counted as received and as nothing else"));
    }
    let [queues, groups, ..] = names;
    let knows = |figure: usize| found.columns[figure].is_some();
    let mut log = laid_out(calls, queues.list, groups.list, account);
    log.knows_persons = knows(CALLER);
    log.knows_wrap_up = knows(WRAP_UP);
    say_what_is_missing(&mut log, &found);
    Ok(log)
}

struct Read<'a> {
    account: &'a mut crate::records::Account,
    found: &'a Found,
}

impl Read<'_> {
    /// A column of moments, and do they say their distance from Greenwich.
    fn moments(
        &mut self,
        sheet: &mut Sheet,
        place: usize,
        after: Option<&[Option<Moment>]>,
    ) -> Option<(Vec<Option<Moment>>, bool)> {
        let cells = self.found.cells(sheet, place)?;
        let read = moment::moments(cells.iter().map(String::as_str), &self.found.how, after);
        let column = self.found.columns[place]?;
        for one in read.wrong {
            sheet.cell("date", one.index, column, one.message, one.help);
        }
        self.account.notes.extend(read.notes.into_iter().map(|note| format!("{}: {note}", sheet.columns[column])));
        Some((read.cells, read.universal))
    }

    fn durations(&mut self, sheet: &mut Sheet, place: usize) -> Option<Vec<Option<f64>>> {
        let column = self.found.columns[place]?;
        let cells: Vec<String> = sheet.rows.iter().map(|row| row.cells[column].clone()).collect();
        let read = duration::column(&sheet.columns[column], cells.iter().map(String::as_str), sheet.comma);
        for one in read.wrong {
            sheet.cell("duration", one.index, column, one.message, one.help);
        }
        self.account.notes.push(format!("{}: {}", sheet.columns[column], read.note));
        Some(read.seconds)
    }
}

struct Rows<'a> {
    arrived: &'a [Option<Moment>],
    answered: Option<&'a Vec<Option<Moment>>>,
    ended: Option<&'a Vec<Option<Moment>>>,
    durations: &'a [Option<Vec<Option<f64>>>],
}

impl Rows<'_> {
    /// How a call ended, its wait and talk; none if its row contradicts itself.
    fn fate(
        &self,
        sheet: &mut Sheet,
        row: usize,
        found: &Found,
        others: &mut Vec<(String, usize)>,
    ) -> Option<(Fate, Option<f64>, Option<f64>)> {
        const ROUNDING: f64 = 1.0;
        let at = self.arrived[row]?.instant;
        let instant = |cells: Option<&Vec<Option<Moment>>>| cells.and_then(|cells| cells[row]).map(|m| m.instant);
        let (answered, ended) = (instant(self.answered), instant(self.ended));
        let duration = |place: usize| self.durations[place].as_ref().and_then(|d| d[row]);
        let mut wrong = |figure: usize, said: String| {
            sheet.cell("impossible", row, found.columns[figure].unwrap_or(0), said, None);
        };
        if answered.is_some_and(|answered| answered < at - ROUNDING) {
            wrong(ANSWERED, "answered before it arrived".to_owned());
            return None;
        }
        if ended.is_some_and(|ended| ended < answered.unwrap_or(at) - ROUNDING) {
            wrong(ENDED, format!("ended before it {}", if answered.is_some() { "was answered" } else { "arrived" }));
            return None;
        }
        let cell = |sheet: &Sheet, figure: usize| {
            found.columns[figure].map(|column| sheet.rows[row].cells[column].clone()).filter(|cell| !missing(cell))
        };
        let flag =
            cell(sheet, ABANDONED).map(|text| (yes_or_no(&text).or_else(|| said(&text).map(|f| f == Fate::Abandoned)), text));
        if let Some((None, text)) = &flag {
            let help = Some("expected yes or no".to_owned());
            sheet.cell("mark", row, found.columns[ABANDONED].unwrap_or(0), format!("`{text}` is neither yes nor no"), help);
            return None;
        }
        let flag = flag.and_then(|f| f.0);
        let words = cell(sheet, OUTCOME);
        let outcome = words.as_deref().and_then(said);
        let has_answer = answered.is_some() || (self.answered.is_none() && duration(1).is_some_and(|talk| talk > 0.0));
        let gone = flag == Some(true) || outcome == Some(Fate::Abandoned);
        if gone && answered.is_some() {
            let figure = if flag == Some(true) { ABANDONED } else { OUTCOME };
            sheet.cell(
                "impossible",
                row,
                found.columns[figure].unwrap_or(0),
                "abandoned, and answered all the same".to_owned(),
                None,
            );
            return None;
        }
        let fate = if gone {
            Fate::Abandoned
        } else if has_answer || outcome == Some(Fate::Answered) || (flag == Some(false) && self.answered.is_none()) {
            Fate::Answered
        } else if let Some(outcome) = outcome {
            outcome
        } else if let Some(words) = words.filter(|_| flag.is_none()) {
            match others.iter_mut().find(|other| other.0 == words) {
                Some(other) => other.1 += 1,
                None => others.push((words, 1)),
            }
            Fate::Other
        } else if ended.is_some() || (self.ended.is_none() && duration(0).is_some()) {
            Fate::Abandoned
        } else {
            Fate::Open
        };
        let wait = duration(0).or(match fate {
            Fate::Answered => answered.map(|answered| answered - at),
            Fate::Abandoned => ended.map(|ended| ended - at),
            _ => None,
        });
        let start = answered.or(wait.map(|wait| at + wait));
        let talk = duration(1).or(start.zip(ended).map(|(start, ended)| ended - start));
        Some((fate, wait.map(|w| w.max(0.0)), talk.map(|t| t.max(0.0))))
    }
}

/// What an outcome in words means.
fn said(text: &str) -> Option<Fate> {
    let words = plain(text);
    let has = |parts: &[&str]| parts.iter().any(|part| words.contains(part));
    if has(&["aband", "gave_up", "lost", "hang", "hung", "caller_left", "renege"]) {
        Some(Fate::Abandoned)
    } else if has(&["block", "busy", "engaged", "reject"]) {
        Some(Fate::Blocked)
    } else if has(&["answer", "served", "handled", "connected", "complete", "success"]) && !has(&["not_", "un", "no_answer"]) {
        Some(Fate::Answered)
    } else {
        None
    }
}

/// Names rows that are there twice: a call by its mark, or, where calls have none, a row like another in every cell.
fn twice(sheet: &mut Sheet, found: &Found) {
    let mut seen: std::collections::BTreeMap<String, u64> = std::collections::BTreeMap::new();
    let column = found.columns[CALL];
    // two calls may well be alike where little is known of each
    let telling = [ANSWERED, ENDED, WAIT, TALK].iter().filter(|&&f| found.columns[f].is_some()).count() >= 2;
    if column.is_none() && !telling {
        return;
    }
    for row in 0..sheet.rows.len() {
        let key = column.map_or_else(|| sheet.rows[row].cells.join("\u{1f}"), |column| sheet.rows[row].cells[column].clone());
        if column.is_some() && missing(&key) {
            continue;
        }
        let line = sheet.rows[row].line;
        if let Some(first) = seen.get(&key) {
            let (said, help) = match column {
                Some(_) => (format!("call `{key}` stands on line {first} already"), "one row for each call"),
                None => (
                    format!("this row is the same as that on line {first}"),
                    "leave it out; or, if calls are alike, give each a number in a column `call_id`",
                ),
            };
            let at = column.or(found.columns[ARRIVED]).unwrap_or(0);
            sheet.cell("twice", row, at, said, Some(help.to_owned()));
        } else {
            seen.insert(key, line);
        }
    }
}

fn laid_out(mut calls: Vec<(Date, Call)>, queues: Vec<String>, groups: Vec<String>, account: crate::records::Account) -> CallLog {
    calls.sort_by(|a, b| a.1.at.total_cmp(&b.1.at));
    let first = calls.iter().map(|c| c.0).min();
    let last = calls.iter().map(|c| c.0).max();
    let days = first.zip(last).map_or_else(Vec::new, |(first, last)| LogDay::all(first, last));
    let calls = calls
        .into_iter()
        .map(|(date, call)| Call { day: first.map_or(0, |first| between(first, date)) as u32, ..call })
        .collect();
    CallLog { calls, days, queues, groups, knows_persons: false, knows_wrap_up: false, own: false, account }
}

/// Days without calls, and figures that the log does not have.
fn say_what_is_missing(log: &mut CallLog, found: &Found) {
    let mut empty = vec![true; log.days.len()];
    log.calls.iter().for_each(|call| empty[call.day as usize] = false);
    let dates: Vec<String> =
        (0..empty.len()).filter(|&d| empty[d]).filter_map(|d| log.days[d].date).map(|d| d.to_string()).collect();
    if !dates.is_empty() {
        let shown = dates[..dates.len().min(5)].join(", ");
        let more = if dates.len() > 5 { ", ..." } else { "" };
        log.account.notes.push(format!("{} days without any call: {shown}{more}", dates.len()));
    }
    for (figure, words) in [
        (TALK, "how long people talked"),
        (WRAP_UP, "work after calls"),
        (CALLER, "who rang, so that redials cannot be told from new callers"),
    ] {
        let known = found.columns[figure].is_some() || (figure == TALK && found.columns[ENDED].is_some());
        if !known {
            log.account.notes.push(format!("the log does not say {words}"));
        }
    }
    let open = log.calls.iter().filter(|call| call.fate == Fate::Open).count();
    if open > 0 {
        log.account
            .notes
            .push(format!("{open} calls have neither an answer nor an end: counted as received and as nothing else"));
    }
}
