//! Expressions with ASCII classes.
//!
//! One rule: `\w`, `\d`, `\s` and `\b` mean ASCII here. Logs are matched for words of programs, not of people, and the
//! Unicode tables behind the default classes make expressions slow to compile and to run.

/// Rewrites the classes of an expression to ASCII ones; everything else stays.
pub fn ascii(regex: &str) -> String {
    let mut out = String::with_capacity(regex.len() * 2);
    let mut depth = 0_usize;
    let mut chars = regex.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.push_str(&escape(chars.next(), depth > 0)),
            '[' => {
                depth += 1;
                out.push(c);
            }
            ']' => {
                depth = depth.saturating_sub(1);
                out.push(c);
            }
            _ => out.push(c),
        }
    }
    out
}

fn escape(class: Option<char>, inside: bool) -> String {
    let Some(class) = class else { return "\\".to_owned() };
    let members = match class.to_ascii_lowercase() {
        'w' => "0-9A-Za-z_",
        'd' => "0-9",
        's' => "\\t\\n\\x0B\\x0C\\r ",
        'b' if !inside => return format!("(?-u:\\{class})"),
        _ => return format!("\\{class}"),
    };
    match (class.is_ascii_uppercase(), inside) {
        (true, _) => format!("[^{members}]"),
        (false, true) => members.to_owned(),
        (false, false) => format!("[{members}]"),
    }
}

#[cfg(test)]
mod tests {
    use super::ascii;

    #[test]
    fn classes_become_ascii_inside_and_outside_of_brackets() {
        assert_eq!(
            ascii(r"\bon\w+\W[\d.]\S\.[^\s\]]\x27"),
            "(?-u:\\b)on[0-9A-Za-z_]+[^0-9A-Za-z_][0-9.][^\\t\\n\\x0B\\x0C\\r ]\\.[^\\t\\n\\x0B\\x0C\\r \\]]\\x27"
        );
        let made = regex::Regex::new(&ascii(r"(?i)\berr[\w-]*\s*[:：]\W*(\d+)\b")).unwrap();
        assert_eq!(&made.captures("Err-x ：　 110").unwrap()[1], "110");
    }
}
