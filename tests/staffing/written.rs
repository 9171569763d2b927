//! The file that is written is the staffing that was simulated, and every run of a search gives the same.

use helpline::experiment::staffing::Plan;

use super::harness::{staff, template};

const TEXT: &str = "[calendar]\nlasts = \"1d\"\ninterval = \"2h\"\n[areas.town]\ncalls = \"15/h\"\n\
    [steps.desk]\nhandle = { exponential = { mean = \"4m\" } }\n[groups.agents]\nserves = [\"desk\"]\nheadcount = 3\nheads-are = \"paid\"\n\
    shrinkage = \"30%\"\nabsence = { chance = \"5%\" }\n[targets]\nservice-level-60s = { at-least = \"80%\" }\n";

#[test]
fn the_written_file_is_the_staffing_that_was_simulated() {
    let template = template(TEXT);
    let mut staffing = template.choices.stated();
    staffing.0[3] = 7;
    let made = template.scenario(&staffing, "staffing.csv").unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("staffing.toml");
    std::fs::write(&file, &made.resolved.toml).unwrap();
    for (name, text) in &made.resolved.beside {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let read = helpline::scenario::load(file.to_str().unwrap(), &[]).unwrap_or_else(|p| panic!("{}", p.render(false)));
    assert_eq!(read.model.groups, made.model.groups);
    assert_ne!(read.model.groups, template.base.model.groups);
}

#[test]
fn a_search_gives_the_same_on_any_number_of_threads() {
    let template = template(TEXT);
    let plan = Plan { replications: 100, search: 50, effort: 20, ..Plan::default() };
    let one = staff(&template, Plan { threads: 1, ..plan }, None);
    let three = staff(&template, Plan { threads: 3, ..plan }, None);
    assert_eq!(one.staffing, three.staffing);
    assert_eq!(format!("{:?}", one.verified), format!("{:?}", three.verified));
    assert_eq!(one.effort, three.effort);
}
