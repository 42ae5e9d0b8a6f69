//! The code of tables of texts without addresses; see `src/text/joined.rs`.
//!
//! One rule: what is joined here is taken apart there.

/// The code of `Lines`.
pub fn lines(items: &[String]) -> String {
    assert!(items.iter().all(|item| !item.is_empty() && !item.contains(['\n', '\r'])), "each is one line: {items:?}");
    format!("Lines({:?})", items.join("\n"))
}

/// The code of `Joined`.
pub fn joined<'a>(all: impl Iterator<Item = &'a str>) -> String {
    let (mut whole, mut ends) = (String::new(), Vec::new());
    for text in all {
        whole.push_str(text);
        ends.push(whole.len());
    }
    format!("Joined {{ all: {whole:?}, ends: &{ends:?} }}")
}

/// The code of a static `Pairs`, of rows sorted by the first of each.
pub fn pairs<'a>(name: &str, rows: impl IntoIterator<Item = (&'a String, &'a String)>) -> String {
    let texts = joined(rows.into_iter().flat_map(|(one, other)| [one.as_str(), other.as_str()]));
    format!("pub static {name}: Pairs = Pairs {{ texts: {texts} }};\n")
}
