//! Codes as a user names them in a condition or a suppression.
//!
//! One rule: a name that the catalogue does not have is refused, because it would silently never match; a number is not, because SDKs grow.

use super::mistake::{Mistake, quoted};
use super::near::nearest;
use crate::catalogue::{self, Family, Id};
use std::borrow::Cow;
use std::fmt;

/// The domain of a number without one.
const BARE: &str = "rtc.error";
/// The domain whose codes are names, known to the catalogue or not.
const NAMED: &str = "web.error";
const FORMS: &str = "write a number of `rtc.error` (110), `domain/code` (rtc.connection-reason/8) or a constant (ERR_INVALID_TOKEN)";

/// Codes that one word of a user stands for: one, or several when a constant exists in several domains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Codes {
    text: String,
    all: Vec<(Cow<'static, str>, Id)>,
}

impl Codes {
    /// Reads a number (the sign is dropped), `domain/number`, `domain/NAME` or `NAME` in any language's spelling.
    ///
    /// # Errors
    /// When the domain or the name is not in the catalogue, or when the number is too large for a code.
    pub fn parse(text: &str) -> Result<Self, Mistake> {
        let text = text.trim();
        let all = match text.split_once('/') {
            Some((domain, code)) => vec![qualified(text, domain.trim(), code.trim())?],
            None if text.is_empty() => return Err(Mistake::new("a code is missing", FORMS)),
            None if is_number(text) => vec![(Cow::Borrowed(BARE), Id::Number(number(text)?))],
            None => named(text)?,
        };
        Ok(Self { text: text.to_owned(), all })
    }

    /// Whether this is one of the codes.
    pub fn holds(&self, domain: &str, id: &Id) -> bool {
        self.all.iter().any(|(known, code)| known == domain && code == id)
    }
}

impl fmt::Display for Codes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

fn is_number(text: &str) -> bool {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

fn number(text: &str) -> Result<u32, Mistake> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    digits.parse().map_err(|_| Mistake::new(format!("{} is too large for a code", quoted(text)), FORMS))
}

fn qualified(text: &str, domain: &str, code: &str) -> Result<(Cow<'static, str>, Id), Mistake> {
    let Some(family) = catalogue::family(domain) else {
        let hint = match nearest(domain, catalogue::families().iter().map(|family| family.domain)) {
            Some(near) => format!("did you mean {}?", quoted(&format!("{near}/{code}"))),
            None => format!("domains: {}", domains()),
        };
        return Err(Mistake::new(format!("{}: there is no domain {}", quoted(text), quoted(domain)), hint));
    };
    let id = if is_number(code) && family.domain != NAMED { Id::Number(number(code)?) } else { id_of_name(family, text, code)? };
    Ok((Cow::Borrowed(family.domain), id))
}

fn id_of_name(family: &Family, text: &str, name: &str) -> Result<Id, Mistake> {
    if let Some(entry) = catalogue::by_name(family.domain, name) {
        return Ok(entry.id.clone());
    }
    if family.domain == NAMED && is_constant(name) {
        return Ok(Id::Name(Cow::Owned(name.to_owned())));
    }
    let hint = match nearest(name, family.entries.iter().map(|entry| entry.name)) {
        Some(near) => format!("did you mean `{}/{near}`?", family.domain),
        None => format!("list them with `--list-codes --domain {}`", family.domain),
    };
    Err(Mistake::new(format!("{}: `{}` has no such code", quoted(text), family.domain), hint))
}

/// Whether a word has the shape of the string codes that Web SDKs print.
fn is_constant(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

/// Entries whose own constant this is; when there is none, entries that spell it so in another language.
fn named(name: &str) -> Result<Vec<(Cow<'static, str>, Id)>, Mistake> {
    if catalogue::family(name).is_some() {
        return Err(Mistake::new(format!("{} is a domain, not a code", quoted(name)), FORMS));
    }
    let mut found = catalogue::all_by_name(name);
    if found.iter().any(|(_, entry)| entry.name.eq_ignore_ascii_case(name)) {
        found.retain(|(_, entry)| entry.name.eq_ignore_ascii_case(name));
    }
    if found.is_empty() {
        let constants = catalogue::families().iter().flat_map(|family| family.entries).map(|entry| entry.name);
        let hint = nearest(name, constants).map_or_else(|| FORMS.to_owned(), |near| format!("did you mean `{near}`?"));
        return Err(Mistake::new(format!("{} is not a code of the catalogue", quoted(name)), hint));
    }
    Ok(found.into_iter().map(|(family, entry)| (Cow::Borrowed(family.domain), entry.id.clone())).collect())
}

fn domains() -> String {
    let names: Vec<&str> = catalogue::families().iter().map(|family| family.domain).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::Codes;
    use crate::catalogue::{self, Id};
    use std::borrow::Cow;

    fn holds(text: &str, domain: &str, code: u32) -> bool {
        Codes::parse(text).unwrap().holds(domain, &Id::Number(code))
    }

    #[test]
    fn a_number_alone_is_an_rtc_error() {
        assert!(holds("110", "rtc.error", 110));
        assert!(holds("-17", "rtc.error", 17));
        assert!(holds(" 17 ", "rtc.error", 17));
        assert!(holds("987654", "rtc.error", 987_654), "codes newer than the catalogue can be named");
        assert!(!holds("110", "rtc.warning", 110));
        assert!(!holds("110", "rtc.error", 11));
    }

    #[test]
    fn a_domain_can_be_named() {
        assert!(holds("rtc.connection-reason/8", "rtc.connection-reason", 8));
        assert!(!holds("rtc.connection-reason/8", "rtc.error", 8));
        assert!(holds("rtc.error/ERR_INVALID_TOKEN", "rtc.error", 110));
    }

    #[test]
    fn names_go_through_the_catalogue() {
        assert!(holds("ERR_INVALID_TOKEN", "rtc.error", 110));
        assert!(holds("err_invalid_token", "rtc.error", 110));
        assert!(holds("errInvalidToken", "rtc.error", 110));
    }

    #[test]
    fn every_canonical_name_finds_its_own_entry() {
        for family in catalogue::families() {
            for entry in family.entries {
                let text = format!("{}/{}", family.domain, entry.name);
                let codes = Codes::parse(&text).unwrap_or_else(|mistake| panic!("{text}: {mistake}"));
                let same = |other: &&catalogue::Entry| other.name == entry.name && codes.holds(family.domain, &other.id);
                assert!(family.entries.iter().any(|other| same(&other)), "{text}");
            }
        }
    }

    #[test]
    fn a_constant_stands_for_every_domain_that_has_it() {
        assert!(holds("ERR_INVALID_TOKEN", "recording.error", 110));
        assert!(!holds("rtc.error/ERR_INVALID_TOKEN", "recording.error", 110));
    }

    #[test]
    fn own_constants_go_before_other_spellings() {
        let mut passed_over = 0;
        for name in catalogue::families().iter().flat_map(|family| family.entries).map(|entry| entry.name) {
            let codes = Codes::parse(name).unwrap();
            let own = |(domain, id): &(Cow<'static, str>, Id)| {
                catalogue::entry(domain, id).is_some_and(|entry| entry.name.eq_ignore_ascii_case(name))
            };
            assert!(codes.all.iter().all(own), "{name}: {:?}", codes.all);
            passed_over += catalogue::all_by_name(name).len() - codes.all.len();
        }
        assert!(passed_over > 0, "the catalogue has no such case any more");
    }

    #[test]
    fn web_codes_are_names_known_or_not() {
        let new = Id::Name(Cow::Borrowed("SOME_FUTURE_CODE"));
        assert!(Codes::parse("web.error/SOME_FUTURE_CODE").unwrap().holds("web.error", &new));
        let known = Id::Name(Cow::Borrowed("CAN_NOT_GET_GATEWAY_SERVER"));
        assert!(Codes::parse("CAN_NOT_GET_GATEWAY_SERVER").unwrap().holds("web.error", &known));
        assert!(Codes::parse("web.error/17").is_err());
        assert!(Codes::parse("web.error/some future").is_err());
    }

    #[test]
    fn mistakes_name_the_value_and_what_to_write() {
        let cases = [
            ("", "a code is missing", "write a number"),
            ("4294967296", "`4294967296` is too large for a code", "write a number"),
            ("rtc.eror/17", "`rtc.eror/17`: there is no domain `rtc.eror`", "did you mean `rtc.error/17`?"),
            ("qqqqqqqq/17", "`qqqqqqqq/17`: there is no domain `qqqqqqqq`", "domains: python.wrapper, "),
            ("rtc.error", "`rtc.error` is a domain, not a code", "write a number"),
            ("ERR_INVALID_TOKE", "`ERR_INVALID_TOKE` is not a code of the catalogue", "did you mean `ERR_INVALID_TOKEN`?"),
            (
                "rtc.error/ERR_INVALID_TOKE",
                "`rtc.error/ERR_INVALID_TOKE`: `rtc.error` has no such code",
                "did you mean `rtc.error/ERR_INVALID_TOKEN`?",
            ),
            ("rtc.error/", "`rtc.error/`: `rtc.error` has no such code", "list them with `--list-codes --domain rtc.error`"),
            ("what\never", "`what\\u{a}ever` is not a code of the catalogue", "write a number"),
        ];
        for (text, reason, hint) in cases {
            let mistake = Codes::parse(text).unwrap_err();
            assert_eq!(mistake.reason, reason);
            let given = mistake.hint.unwrap();
            assert!(given.starts_with(hint), "{text}: {given}");
        }
    }

    #[test]
    fn the_text_is_kept() {
        assert_eq!(Codes::parse(" errInvalidToken ").unwrap().to_string(), "errInvalidToken");
    }
}
