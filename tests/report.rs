//! Pages and checklists: well-formed, whole in themselves, for every reader, the same bytes each time; and in a real browser where there is
//! one (the test says so and passes where there is none: set `HELPLINE_BROWSER` to one that is not on the path).

#![expect(clippy::unwrap_used, reason = "what cannot be done is a failure")]
#![expect(clippy::print_stdout, reason = "a test that cannot be made says so")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use roxmltree::{Document, Node, ParsingOptions};

fn helpline(arguments: &[&str]) {
    let output = assert_cmd::Command::cargo_bin("helpline")
        .unwrap()
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .args(arguments)
        .output()
        .unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// A name that would be markup, were it not escaped.
const HOSTILE: &str = "title=A <b>bold</b> & \"quoted\" <script>alert(1)</script> title";

/// Short forms of all commands that write a page: folder, arguments.
fn commands() -> Vec<(&'static str, Vec<&'static str>)> {
    vec![
        ("everything", vec!["run", "scenarios/everything.toml", "-n", "2", "--set", "calendar.lasts=2d", "--set", HOSTILE]),
        (
            "compare",
            vec![
                "compare",
                "scenarios/savings/baseline.toml",
                "scenarios/savings/agency.toml",
                "-n",
                "3",
                "--set",
                "calendar.lasts=1d",
            ],
        ),
        (
            "desk",
            vec![
                "staff",
                "scenarios/desk.toml",
                "--set",
                "targets.answered-within-60s.at-least=80%",
                "--set",
                "calendar.lasts=1d",
            ],
        ),
        ("as-bid", vec!["rollout", "scenarios/rollout-2013/as-bid.toml", "-n", "3"]),
        (
            "programmes",
            vec![
                "compare",
                "scenarios/rollout-2013/as-bid.toml",
                "scenarios/rollout-2013/strict-gate.toml",
                "--name",
                "programmes",
                "-n",
                "3",
            ],
        ),
        (
            "sweep/desk",
            vec![
                "sweep",
                "scenarios/desk.toml",
                "--grid",
                "groups.agents.headcount=6..12",
                "--set",
                "targets.answered-within-60s.at-least=80%",
                "--set",
                "calendar.lasts=1d",
                "--minimise",
                "staff-present",
                "--margin",
                "0.5",
            ],
        ),
    ]
}

/// What all of them wrote, once for all tests: command, folder.
fn made() -> &'static [(String, PathBuf)] {
    static MADE: OnceLock<(tempfile::TempDir, Vec<(String, PathBuf)>)> = OnceLock::new();
    &MADE
        .get_or_init(|| {
            let folder = tempfile::tempdir().unwrap();
            let made = make(folder.path());
            (folder, made)
        })
        .1
}

fn make(out: &Path) -> Vec<(String, PathBuf)> {
    let commands = commands().into_iter();
    commands
        .map(|(folder, mut arguments)| {
            let out = out.to_str().unwrap();
            arguments.extend(["-q", "--progress", "none", "--out", out]);
            helpline(&arguments);
            (arguments[0].to_owned(), Path::new(out).join(folder))
        })
        .collect()
}

/// The page as XML: `meta` and `input` are the only elements without an end that it uses.
fn as_xml(page: &str) -> String {
    let mut xml = page.to_owned();
    for empty in ["<meta ", "<input "] {
        let mut pieces = xml.split(empty);
        let mut ended = pieces.next().unwrap().to_owned();
        for piece in pieces {
            let (inside, rest) = piece.split_once('>').unwrap();
            ended.push_str(&format!("{empty}{inside}/>{rest}"));
        }
        xml = ended;
    }
    xml
}

fn is(name: &str) -> impl Fn(&Node) -> bool {
    move |node| node.tag_name().name() == name
}

#[test]
fn a_page_is_well_formed_whole_in_itself_and_for_every_reader() {
    for (command, out) in made() {
        let page = fs::read_to_string(out.join("report.html")).unwrap();
        let xml = as_xml(&page);
        let parsed = Document::parse_with_options(&xml, ParsingOptions { allow_dtd: true, ..ParsingOptions::default() });
        let document = parsed.unwrap_or_else(|error| panic!("{command}: {error}"));
        let all = || document.descendants().filter(Node::is_element);
        let html = document.root_element();
        assert_eq!(html.attribute("lang"), Some("en-GB"), "{command}");

        let ids: Vec<&str> = all().filter_map(|node| node.attribute("id")).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{command}: an id twice");
        for node in all() {
            // nothing from elsewhere: links lead to parts of the page
            for name in ["href", "src", "{http://www.w3.org/1999/xlink}href", "action", "data"] {
                if let Some(to) = node.attribute(name) {
                    let part = to.strip_prefix('#').unwrap_or_else(|| panic!("{command}: {name}={to}"));
                    assert!(ids.contains(&part), "{command}: no part {part}");
                }
            }
            let name = node.tag_name().name();
            assert!(!["script", "link", "iframe", "img", "object", "base"].contains(&name), "{command}: <{name}>");
            assert!(node.attributes().all(|a| !a.name().starts_with("on")), "{command}: a handler at <{name}>");
        }
        assert!(!page.contains("url(") && !page.contains("@import"), "{command}");

        let heads: Vec<usize> = all().filter_map(|n| n.tag_name().name().strip_prefix('h')?.parse().ok()).collect();
        assert_eq!(heads.iter().filter(|level| **level == 1).count(), 1, "{command}: one heading of the first level");
        assert!(heads.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{command}: headings skip a level: {heads:?}");
        for table in all().filter(is("table")) {
            assert!(table.descendants().any(|n| is("caption")(&n) && n.text().is_some()), "{command}: a table without a caption");
            for head in table.descendants().filter(is("th")) {
                assert!(matches!(head.attribute("scope"), Some("col" | "row")), "{command}");
            }
            let columns =
                table.descendants().find(is("thead")).unwrap().descendants().filter(|n| is("th")(n) || is("td")(n)).count();
            for row in table.descendants().find(is("tbody")).unwrap().children().filter(is("tr")) {
                for cell in row.children().filter(is("td")) {
                    let named = cell.attribute("data-label").is_some_and(|label| !label.is_empty());
                    assert!(named || !cell.has_children(), "{command}: a value that no phone would name: {:?}", cell.text());
                }
                let cells = row.children().filter(Node::is_element).count();
                assert_eq!(cells, columns, "{command}: {:?}", row.descendants().filter_map(|n| n.text()).collect::<Vec<_>>());
            }
        }
        let pictures: Vec<Node> = all().filter(is("svg")).collect();
        assert_eq!(!pictures.is_empty(), cfg!(feature = "charts"), "{command}");
        for picture in pictures {
            assert_eq!(picture.attribute("role"), Some("img"));
            assert!(
                picture.attribute("aria-label").is_some_and(|label| label.len() > 30),
                "{command}: a picture without its finding"
            );
        }
        for label in all().filter(is("label")) {
            assert!(label.attribute("for").is_some_and(|of| ids.contains(&of)), "{command}: a label of nothing");
        }
        for input in all().filter(is("input")) {
            let id = input.attribute("id").unwrap();
            assert!(all().filter(is("label")).any(|label| label.attribute("for") == Some(id)), "{command}: {id} has no name");
        }
        // a number is never parted from its unit, whatever the width
        for text in all().filter(|n| ["p", "li", "td", "th", "span", "figcaption", "caption"].contains(&n.tag_name().name())) {
            for text in text.children().filter_map(|n| n.text()) {
                let parted = text.as_bytes().windows(3).any(|w| w[0].is_ascii_digit() && &w[1..] == b" %");
                assert!(!parted, "{command}: may break before the sign: {text}");
            }
        }
        // pictures stand before tables of detail
        let place = |what: &dyn Fn(&Node) -> bool| all().position(|n| what(&n));
        if let (Some(svg), Some(details)) = (place(&is("svg")), place(&is("details"))) {
            assert!(svg < details, "{command}: detail before pictures");
        }
        // the verdict is the first thing in the body of the page
        let main = all().find(is("main")).unwrap();
        let first = main.children().find(Node::is_element).unwrap();
        assert!(first.attribute("class").unwrap().starts_with("verdict"), "{command}");
        for part in [
            "How sure is it?",
            "Inputs and where they come from",
            "Method",
            "What this model does not contain",
            "How to run it again",
        ] {
            assert!(all().filter(is("h2")).any(|n| n.text() == Some(part)), "{command} says nothing of `{part}`");
        }
    }
    let page = fs::read_to_string(made()[0].1.join("report.html")).unwrap();
    assert!(
        page.contains("&lt;script&gt;") && !page.contains("<script") && !page.contains("<b>"),
        "text of a file became markup"
    );
}

#[test]
fn board_pages_are_a4_at_200_dots_an_inch_and_go_without_charts() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let run = ["run", "scenarios/desk.toml", "-n", "2", "--set", "calendar.lasts=1d", "-q", "--out", out];
    helpline(&run);
    let png = folder.path().join("desk/report.png");
    if cfg!(feature = "charts") {
        let bytes = fs::read(&png).unwrap();
        let side = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
        assert_eq!((side(16), side(20)), (2339, 1654));
    }
    let first = fs::read(folder.path().join("desk/report.html")).unwrap();
    helpline(&run);
    assert_eq!(first, fs::read(folder.path().join("desk/report.html")).unwrap());
    helpline(&[&run[..], &["--no-charts"]].concat());
    assert!(!png.exists());
    let page = fs::read_to_string(folder.path().join("desk/report.html")).unwrap();
    assert!(!page.contains("<svg") && page.contains("class=\"verdict"));
}

#[test]
fn checklists_have_every_item_and_say_what_is_left_to_write() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    helpline(&["run", "scenarios/call-backs.toml", "-n", "2", "--set", "calendar.lasts=1d", "-q", "--no-charts", "--out", out]);
    let text = fs::read_to_string(folder.path().join("call-backs/checklists.md")).unwrap();
    let items = |of: &str| text.split("\n## ").find(|part| part.starts_with(of)).unwrap().matches("\n### ").count();
    assert_eq!((items("STRESS-DES"), items("ISPOR-SMDM")), (24, 18));
    for item in text.split("\n### ").skip(1) {
        assert!(item.lines().skip(1).any(|line| line.len() > 15), "nothing is said of {item}");
    }
    assert_eq!(text.matches("**To be written:**").count() - 1, 6 + 13, "items that a person has to complete");
}

/// A browser, if this machine has one.
fn browser() -> Option<PathBuf> {
    let named = std::env::var_os("HELPLINE_BROWSER").map(PathBuf::from);
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let on_path = |name: &str| std::env::split_paths(&paths).map(|path| path.join(name)).find(|path| path.is_file());
    named.or_else(|| ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(on_path))
}

/// Shown 400 pixels wide, no page is wider than the window, no text is cut by a box of its own, and the console is silent.
#[test]
fn a_page_fits_a_phone_in_a_real_browser() {
    let Some(browser) = browser() else {
        println!("no browser found: not tested");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    for (command, out) in made() {
        let page = fs::read_to_string(out.join("report.html")).unwrap();
        // a frame of 400 pixels: a browser's window cannot be made so narrow
        let measure = "<script>window.addEventListener('load', () => { const d = document.documentElement; \
            const small = [...document.querySelectorAll('table')].filter(t => t.scrollWidth > d.clientWidth).length; \
            const room = document.querySelector('main').clientWidth; \
            const narrow = [...document.querySelectorAll('figure svg')].filter(s => s.getBoundingClientRect().width < room - 1).length; \
            document.querySelectorAll('.larger').forEach(b => b.click()); \
            const tiny = [...document.querySelectorAll('figure svg')].filter(s => \
                11 * 4 * s.getBoundingClientRect().width / s.viewBox.baseVal.width < 9).length; \
            const out = [...document.querySelectorAll('main *, header *')].filter(e => !e.closest('.scroll, svg') && \
            e.getBoundingClientRect().right > d.clientWidth + 1).length; \
            parent.document.title = [d.clientWidth, d.scrollWidth, out, document.querySelectorAll('svg').length, small, narrow, tiny].join(' '); });</script></body>";
        fs::write(out.join("measured.html"), page.replace("</body>", measure)).unwrap();
        let frame =
            "<!DOCTYPE html><title>none</title><body><iframe src=\"measured.html\" width=\"400\" height=\"900\"></iframe></body>";
        fs::write(out.join("frame.html"), frame).unwrap();
        let output = Command::new(&browser)
            .args([
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--allow-file-access-from-files",
                "--enable-logging=stderr",
                "--log-level=0",
            ])
            .args(["--virtual-time-budget=5000", "--dump-dom"])
            .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
            .arg(format!("file://{}", out.join("frame.html").display()))
            .output()
            .unwrap();
        let (dom, log) =
            (String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned());
        let title = dom.split("<title>").nth(1).and_then(|rest| rest.split("</title>").next()).unwrap_or_default();
        let found: Vec<u32> = title.split(' ').filter_map(|n| n.parse().ok()).collect();
        let [shown, wide, cut, pictures, small, narrow, tiny] = found[..] else {
            panic!("{command}: the browser says `{title}`\n{log}")
        };
        assert!(shown <= 400 && wide <= shown, "{command}: {wide} wide in {shown}");
        assert_eq!(small, 0, "{command}: tables that would have to be slid sideways");
        assert_eq!(narrow, 0, "{command}: pictures narrower than the page");
        assert_eq!(tiny, 0, "{command}: pictures whose small text is below 9 pixels though they were made larger");
        assert_eq!(cut, 0, "{command}: elements beyond the right edge");
        assert_eq!(pictures > 0, cfg!(feature = "charts"), "{command}");
        assert!(!log.contains("CONSOLE"), "{command}: {log}");
    }
}

/// What is folded on a screen is open in print: the printed page is as long as one on which all was opened, and longer than without the rule.
#[test]
fn what_is_folded_is_open_in_print() {
    let Some(browser) = browser() else {
        println!("no browser found: not tested");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (_, out) = made().iter().find(|(command, _)| command == "compare").unwrap();
    let page = fs::read_to_string(out.join("report.html")).unwrap();
    assert!(page.contains("<details>"));
    let printed = |name: &str, page: &str| {
        let (html, pdf) = (folder.path().join(format!("{name}.html")), folder.path().join(format!("{name}.pdf")));
        fs::write(&html, page).unwrap();
        let done = Command::new(&browser)
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer"])
            .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
            .arg(format!("--print-to-pdf={}", pdf.display()))
            .arg(format!("file://{}", html.display()))
            .output()
            .unwrap();
        let bytes = fs::read(&pdf).unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&done.stderr)));
        let pages = bytes.windows(11).filter(|w| w.starts_with(b"/Type /Page") && w.len() == 11).count();
        (pages, bytes.len())
    };
    let folded = printed("folded", &page);
    let open = printed("open", &page.replace("<details>", "<details open=\"\">"));
    let without = printed("without", &page.replace("::details-content", "::none"));
    assert_eq!(folded.0, open.0, "pages");
    assert!(without.1 < folded.1, "{without:?} {folded:?}");
}
