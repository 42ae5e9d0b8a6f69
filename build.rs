//! Turns the data files (catalogue, patterns, envelopes) into static tables, so that starting the tool parses nothing.
//!
//! One rule: no meaning is decided here; a file that does not fit its shape stops the build with the file's name.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

#[allow(dead_code, missing_docs)]
#[path = "src/catalogue/raw.rs"]
mod catalogue;
#[allow(dead_code)]
#[path = "src/catalogue/known.rs"]
mod known;
#[allow(dead_code, missing_docs)]
#[path = "src/pattern/raw.rs"]
mod pattern;

#[allow(dead_code, missing_docs)]
#[path = "src/text/ascii.rs"]
mod ascii;
#[path = "build/automaton.rs"]
mod automaton;
#[path = "build/envelopes.rs"]
mod envelopes;
#[path = "build/finder.rs"]
mod finder;
#[path = "build/groups.rs"]
mod groups;
#[path = "build/head.rs"]
mod head;
#[path = "build/sieve.rs"]
mod sieve;
#[allow(dead_code)]
#[path = "build/words.rs"]
mod words;

#[path = "build/joined.rs"]
mod joined;
#[path = "build/lang.rs"]
mod lang;

use ascii::ascii;
use catalogue::{RawApis, RawEntry, RawFamily, RawId, fold};
use joined::{joined, lines, pairs};
use pattern::{RawEvidence, RawFact, RawFacts, RawPattern, RawPatterns};

fn main() {
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR"));
    for room in ["build", "src/catalogue", "src/pattern", "src/envelope", "src/text/expressions.toml"] {
        println!("cargo::rerun-if-changed={room}");
    }
    let words = ["apis.toml", "types.toml"];
    let families: Vec<PathBuf> = files("src/catalogue").into_iter().filter(|file| !words.iter().any(|word| file.ends_with(word))).collect();
    write(&out, "catalogue_data.rs", &(catalogue_code(&families) + &fingerprint()));
    let (samples, mut tables) = (samples(), automaton::Tables::default());
    let mut finders = finder::Maker { samples: &samples, tables: &mut tables };
    write(&out, "pattern_data.rs", &pattern_code(&files("src/pattern"), &mut finders));
    write(&out, "expression_data.rs", &finders.statics(&load(Path::new("src/text/expressions.toml"))));
    write(&out, "envelope_data.rs", &envelopes::code(&files("src/envelope"), &mut tables));
    fs::write(out.join("automata.bin"), tables.bytes).expect("the tables can be written");
    write(&out, "lang_data.rs", &lang::code(&files("src/catalogue/zh")));
}

/// FNV-1a over the names and bytes of all data files that decide what is found.
fn fingerprint() -> String {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut add = |bytes: &[u8]| bytes.iter().for_each(|byte| hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3));
    for file in ["src/catalogue", "src/pattern", "src/envelope", "src/text"].into_iter().flat_map(all_files) {
        let bytes = fs::read(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        add(&[name.as_bytes(), b"\0"].concat());
        bytes.split(|byte| *byte == b'\r').for_each(&mut add);
        add(b"\0");
    }
    format!("pub static FINGERPRINT: &str = \"{hash:016x}\";\n")
}

fn files(room: &str) -> Vec<PathBuf> {
    let skipped = ["evidence.toml", "facts.toml"];
    all_files(room).into_iter().filter(|path| !skipped.iter().any(|name| path.ends_with(name))).collect()
}

fn all_files(room: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = fs::read_dir(room)
        .unwrap_or_else(|e| panic!("{room}: {e}"))
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|ext| ext == "toml"))
        .collect();
    found.sort();
    found
}

fn write(out: &Path, name: &str, code: &str) {
    fs::write(out.join(name), code).unwrap_or_else(|e| panic!("{name}: {e}"));
}

fn load<T: serde::de::DeserializeOwned>(path: &Path) -> T {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    toml::from_str(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn list(items: &[String]) -> String {
    let items: Vec<String> = items.iter().map(|item| format!("{item:?}")).collect();
    format!("&[{}]", items.join(","))
}

fn catalogue_code(families: &[PathBuf]) -> String {
    let mut families: Vec<RawFamily> = families.iter().map(|path| load(path)).collect();
    families.sort_by(|a, b| a.domain.cmp(&b.domain));
    let mut code = String::from("pub static FAMILIES: &[Family] = &[\n");
    for family in &mut families {
        family.entries.sort_by_key(|entry| match &entry.code {
            RawId::Number(n) => (*n, String::new()),
            RawId::Name(name) => (0, name.clone()),
        });
        code.push_str(&family_code(family));
    }
    code.push_str("];\n");
    code.push_str(&spelling_code(&families));
    code.push_str(&apis_code(&load(Path::new("src/catalogue/apis.toml"))));
    code + &types_code(&load(Path::new("src/catalogue/types.toml")))
}

/// Sorted (enum name, domain) rows.
fn types_code(types: &BTreeMap<String, Vec<String>>) -> String {
    let rows: BTreeMap<&String, &String> = types.iter().flat_map(|(domain, names)| names.iter().map(move |name| (name, domain))).collect();
    pairs("TYPES", rows)
}

fn family_code(family: &RawFamily) -> String {
    let mut code = format!(
        "Family {{ domain: {:?}, title: {:?}, about: {:?}, callback: {:?}, argument: {:?}, failed_states: &{:?}, url: {:?}, entries: &[\n",
        family.domain, family.title, family.about, family.callback, family.argument, family.failed_states, family.url
    );
    for entry in &family.entries {
        code.push_str(&entry_code(entry));
    }
    code.push_str("] },\n");
    code
}

fn entry_code(entry: &RawEntry) -> String {
    let id = match &entry.code {
        RawId::Number(n) => format!("Id::Number({n})"),
        RawId::Name(name) => format!("Id::Name(Cow::Borrowed({name:?}))"),
    };
    let kind = match entry.kind.as_str() {
        "failure" => "Failure",
        "transient" => "Transient",
        "warning" => "Warning",
        "info" => "Info",
        "ok" => "Ok",
        other => panic!("{}: unknown kind {other}", entry.name),
    };
    let mut code = format!(
        "Entry {{ id: {id}, name: {:?}, spellings: {}, title: {:?}, kind: Kind::{kind}, era: {:?}, texts: {}, causes: {}, fixes: {}, deprecated: {}, replaced_by: {:?}, replaces: {:?}, see: {}, url: {:?}, when: &[",
        entry.name,
        lines(&entry.spellings),
        entry.title,
        entry.era,
        lines(&entry.texts),
        lines(&entry.causes),
        lines(&entry.fixes),
        entry.deprecated,
        entry.replaced_by,
        entry.replaces,
        lines(&entry.see),
        entry.url
    );
    for when in &entry.when {
        let _ = write!(
            code,
            "When {{ method: {:?}, era: {:?}, platform: {:?}, meaning: {:?}, fix: {:?} }},",
            when.method, when.era, when.platform, when.meaning, when.fix
        );
    }
    code.push_str("] },\n");
    code
}

/// Sorted (folded spelling, family, entry) rows, and the same for description texts.
fn spelling_code(families: &[RawFamily]) -> String {
    let mut spellings = BTreeMap::new();
    let mut texts = BTreeMap::new();
    for (f, family) in families.iter().enumerate() {
        for (e, entry) in family.entries.iter().enumerate() {
            for name in entry.spellings.iter().chain([&entry.name]) {
                spellings.entry((fold(name), f)).or_insert(e);
            }
            for text in &entry.texts {
                texts.entry((text.to_lowercase(), f)).or_insert(e);
            }
        }
    }
    let spelled = spellings.keys().map(|(name, _)| name);
    known_code("SPELLED", spelled) + &rows("SPELLINGS", &spellings) + &rows("TEXTS", &texts)
}

fn rows(name: &str, map: &BTreeMap<(String, usize), usize>) -> String {
    let places: Vec<(usize, usize)> = map.iter().map(|((_, family), entry)| (*family, *entry)).collect();
    let keys = joined(map.keys().map(|(key, _)| key.as_str()));
    format!("pub static {name}: Rows = Rows {{ keys: {keys}, places: &{places:?} }};\n")
}

/// Sorted (folded name, name) rows of the API vocabulary.
fn apis_code(apis: &RawApis) -> String {
    let table = |name: &str, names: &[String]| {
        let map: BTreeMap<String, &String> = names.iter().map(|api| (fold(api), api)).collect();
        pairs(name, map.iter().map(|(key, api)| (key, *api)))
    };
    let alias: BTreeMap<String, &String> = apis.alias.iter().chain(&apis.wording).map(|(from, to)| (from.to_lowercase(), to)).collect();
    let wording: BTreeMap<String, &String> = apis.wording.iter().map(|(from, to)| (from.to_lowercase(), to)).collect();
    let delegate: BTreeMap<String, &String> = apis.delegate.iter().map(|(from, to)| (fold(from), to)).collect();
    for (label, word) in &apis.label {
        assert!(word.len() <= label.len(), "{label}: the English word is longer");
    }
    table("DISTINCTIVE", &apis.distinctive)
        + &table("GENERIC", &apis.generic)
        + &table("CALLBACKS", &apis.callbacks.names)
        + &known_code("METHODS", apis.distinctive.iter().chain(&apis.generic))
        + &pairs("ALIASES", alias.iter().map(|(from, to)| (from, *to)))
        + &pairs("DELEGATES", delegate.iter().map(|(from, to)| (from, *to)))
        + &pairs("LABELS", &apis.label)
        + &pairs("WORDINGS", wording.iter().map(|(from, to)| (from, *to)))
}

/// The code of a table of names.
fn known_code<'a>(name: &str, names: impl Iterator<Item = &'a String>) -> String {
    let mut table: known::Table = [0; known::BITS / 8];
    names.map(|name| known::place(name)).for_each(|place| table[place / 8] |= 1 << (place % 8));
    format!("pub static {name}: &known::Table = &{table:?};\n")
}

/// All lines of the data files that are there as samples of logs, and what stands around them.
fn samples() -> sieve::Samples {
    let files = ["src/pattern", "src/envelope"].into_iter().flat_map(all_files);
    let texts: Vec<String> = files.map(|file| fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()))).collect();
    sieve::Samples::new(&texts.concat())
}

fn pattern_code(paths: &[PathBuf], finders: &mut finder::Maker) -> String {
    let mut loaded: Vec<RawPatterns> = paths.iter().map(|path| load(path)).collect();
    loaded.sort_by_key(|file| file.order);
    let fragments: BTreeMap<String, String> = loaded.iter().flat_map(|file| file.fragment.clone()).collect();
    let mut code = String::from("pub static PATTERNS: &[Pattern] = &[\n");
    let (mut owners, mut regexes) = (Vec::new(), Vec::new());
    for pattern in loaded.iter().flat_map(|file| &file.patterns) {
        let regex = whole(&pattern.regex, &fragments);
        owners.push(wanted(&pattern.keywords, &regex));
        code.push_str(&one_pattern_code(pattern, &regex));
        regexes.push(regex);
    }
    code.push_str("];\n");
    code.push_str(&finders.code("PATTERN_FINDERS", &regexes));
    let (facts, fact_owners) = facts_code(&load(Path::new("src/pattern/facts.toml")), finders);
    let evidence: RawEvidence = load(Path::new("src/pattern/evidence.toml"));
    let (lists, evidence_owners) = evidence_code(&evidence, finders);
    // What makes a line evidence of a session is looked for on every line, the rest on few.
    let marks = evidence.hard.len() + evidence.soft.len() + evidence.vendor.len() + evidence.messaging.len();
    code += &sieve::build("MARK_SIEVE", &[&[], &[], &evidence_owners[..marks]], finders.samples);
    code += &sieve::build("SIEVE", &[&owners, &fact_owners, &evidence_owners], finders.samples);
    code + &facts + &lists
}

/// An expression with its fragments put in and its classes made ASCII.
fn whole(regex: &str, fragments: &BTreeMap<String, String>) -> String {
    ascii(&fragments.iter().fold(regex.to_owned(), |regex, (name, value)| regex.replace(&format!("{{{name}}}"), value)))
}

/// What a text must hold before an expression is tried: one of its keywords, and words that it cannot match without.
fn wanted(keywords: &[String], regex: &str) -> Vec<Vec<String>> {
    std::iter::once(keywords.to_vec()).chain(words::sets(regex, sieve::SETS - 1)).collect()
}

/// The facts, and the words that each asks for.
fn facts_code(file: &RawFacts, finders: &mut finder::Maker) -> (String, Vec<sieve::Owner>) {
    let mut code = String::from("pub static FACTS: &[FactPattern] = &[\n");
    for fact in &file.facts {
        code.push_str(&one_fact_code(fact));
    }
    let owners = file.facts.iter().map(|fact| wanted(&fact.keywords, &ascii(&fact.regex))).collect();
    let regexes: Vec<String> = file.facts.iter().map(|fact| ascii(&fact.regex)).collect();
    (code + "];\n" + &finders.code("FACT_FINDERS", &regexes), owners)
}

fn one_fact_code(fact: &RawFact) -> String {
    let variant = |what: &str, value: &str, known: &[&str]| {
        assert!(known.contains(&value), "{}: unknown {what} `{value}`", fact.id);
        value[..1].to_uppercase() + &value[1..]
    };
    let kinds = [
        "version",
        "platform",
        "app",
        "init",
        "join",
        "joined",
        "leave",
        "left",
        "release",
        "state",
        "offline",
        "server",
        "crash",
        "signal",
        "library",
        "permission",
        "phone",
        "lifecycle",
        "clock",
    ];
    format!(
        "FactPattern {{ id: {:?}, about: {:?}, kind: Kind::{}, keywords: {}, regex: {:?}, needs: FactNeeds::{}, sdk: {:?} }},\n",
        fact.id,
        fact.about,
        variant("kind", &fact.kind, &kinds),
        list(&fact.keywords),
        ascii(&fact.regex),
        variant("needs", &fact.needs, &["nothing", "hard", "session", "any"]),
        fact.sdk
    )
}

/// The lists of evidence, and the words that each expression asks for.
fn evidence_code(evidence: &RawEvidence, finders: &mut finder::Maker) -> (String, Vec<sieve::Owner>) {
    let expressions = [
        ("HARD", &evidence.hard),
        ("SOFT", &evidence.soft),
        ("VENDOR", &evidence.vendor),
        ("MESSAGING", &evidence.messaging),
        ("FOREIGN", &evidence.foreign),
        ("QUOTED", &evidence.quoted),
        ("FOREIGN_TAG_WORDS", &evidence.foreign_tag_words),
        ("TOKEN_WORDS", &evidence.token_words),
    ];
    let mut all = Vec::new();
    let mut code = String::new();
    for (name, items) in expressions {
        let first = all.len();
        all.extend(items.iter().map(|item| ascii(item)));
        let _ = writeln!(code, "pub static {name}: std::ops::Range<u32> = {first}..{};", all.len());
    }
    let _ = writeln!(code, "pub static EVIDENCE: &[&str] = {};", list(&all));
    code.push_str(&finders.code("EVIDENCE_FINDERS", &all));
    for (name, items) in [("FOREIGN_TAGS", &evidence.foreign_tags), ("RUNTIME_TAGS", &evidence.runtime_tags), ("NEVER", &evidence.never)] {
        let _ = writeln!(code, "pub static {name}: &[&str] = {};", list(items));
    }
    for (name, map) in [("WEB_API", &evidence.web_api), ("RTM_API", &evidence.rtm_api)] {
        let rows: Vec<String> = map.iter().map(|(from, to)| format!("({from:?},{to:?})")).collect();
        let _ = writeln!(code, "pub static {name}: &[(&str, &str)] = &[{}];", rows.join(","));
    }
    (code, all.iter().map(|item| words::words(item).into_iter().collect()).collect())
}

fn one_pattern_code(pattern: &RawPattern, regex: &str) -> String {
    let choice = |what: &str, value: &str, known: &[(&str, &str)]| {
        known
            .iter()
            .find(|(key, _)| *key == value)
            .map_or_else(|| panic!("{}: unknown {what} `{value}`", pattern.id), |(_, variant)| (*variant).to_owned())
    };
    let via = choice("via", &pattern.via, &[("callback", "Via::Callback"), ("return", "Via::Return")]);
    let sign = choice(
        "sign",
        &pattern.sign,
        &[("", "Sign::Any"), ("any", "Sign::Any"), ("negative", "Sign::Negative"), ("positive", "Sign::Positive"), ("zero", "Sign::Zero")],
    );
    let needs = choice(
        "needs",
        &pattern.needs,
        &[
            ("nothing", "Needs::Nothing"),
            ("words", "Needs::Words"),
            ("own", "Needs::Own"),
            ("opened", "Needs::Opened"),
            ("api", "Needs::Api"),
            ("session", "Needs::Session"),
            ("messaging", "Needs::Messaging"),
            ("tag", "Needs::Tag"),
        ],
    );
    format!(
        "Pattern {{ id: {:?}, about: {:?}, keywords: {}, regex: {regex:?}, domain: {:?}, via: {via}, sign: {sign}, api: {}, needs: {needs}, inside: {}, sdk: {:?}, group: {:?}, layer: {}, reach: {}, ahead: {}, minus: {}, beyond: {}, own: false }},\n",
        pattern.id,
        pattern.about,
        list(&pattern.keywords),
        pattern.domain,
        list(&pattern.api),
        list(&pattern.inside),
        pattern.sdk,
        pattern.group,
        pattern.layer,
        pattern.reach,
        pattern.ahead,
        words::has_minus(regex),
        words::is_beyond_ascii(regex)
    )
}
