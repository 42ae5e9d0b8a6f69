//! JSON lines that carry a log line inside: Docker, journald, Kubernetes agents, cloud loggers.
//!
//! One rule: only an object whose message is one known string field is an envelope; any other JSON stays a message.

use serde::Deserialize;
use serde_json::Value;

/// The line inside a JSON object.
pub struct Inner {
    /// Which kind of object it was.
    pub format: &'static str,
    /// The text, unescaped, without final line ends.
    pub text: String,
    /// Its time as written.
    pub time: Option<String>,
}

/// Longest line that is looked into; longer ones are data, not log lines.
const MAX_LENGTH: usize = 64 * 1024;

#[derive(Deserialize)]
struct Fields {
    log: Option<Value>,
    stream: Option<Value>,
    time: Option<Value>,
    #[serde(rename = "MESSAGE")]
    journal: Option<Value>,
    #[serde(rename = "__REALTIME_TIMESTAMP")]
    _journal_time: Option<Value>,
    #[serde(rename = "textPayload")]
    cloud: Option<Value>,
    timestamp: Option<Value>,
    #[serde(alias = "msg")]
    message: Option<Value>,
}

/// Whether the line looks like an object that wraps a message.
pub fn may_wrap(line: &str) -> bool {
    let line = line.trim();
    let known = ["\"log\"", "\"MESSAGE\"", "\"textPayload\"", "\"message\":\"{", "\"msg\":\"{"];
    line.starts_with('{') && line.len() <= MAX_LENGTH && known.iter().any(|key| line.contains(key))
}

/// The message inside a JSON object that wraps one, if this is such an object.
pub fn message(line: &str) -> Option<Inner> {
    if !may_wrap(line) {
        return None;
    }
    let fields: Fields = serde_json::from_str(line.trim()).ok()?;
    let (format, text, time) = match fields {
        Fields { log: Some(Value::String(text)), stream, time, .. } if stream.is_some() || time.is_some() => ("docker-json", text, time),
        Fields { journal: Some(Value::String(text)), .. } => ("journald-json", text, None),
        Fields { cloud: Some(Value::String(text)), timestamp, .. } => ("cloud-json", text, timestamp),
        Fields { message: Some(Value::String(text)), timestamp, .. } if text.starts_with('{') => ("nested-json", text, timestamp),
        _ => return None,
    };
    let time = time.and_then(|time| time.as_str().map(str::to_owned));
    Some(Inner { format, text: text.trim_end_matches(['\n', '\r']).to_owned(), time })
}

#[cfg(test)]
mod tests {
    use super::message;

    #[test]
    fn wrappers_give_their_line_and_other_json_stays() {
        let docker = message(r#"{"log":"say \"hi\"\n","stream":"stdout","time":"2025-12-01T14:42:02.3Z"}"#).unwrap();
        assert_eq!(
            (docker.format, docker.text.as_str(), docker.time.as_deref()),
            ("docker-json", "say \"hi\"", Some("2025-12-01T14:42:02.3Z"))
        );
        let journal = message(r#"{"__REALTIME_TIMESTAMP":"17","MESSAGE":"ret: -2","_PID":"9"}"#).unwrap();
        assert_eq!((journal.format, journal.text.as_str()), ("journald-json", "ret: -2"));
        assert!(message(r#"{"log":17,"stream":"stdout"}"#).is_none());
        assert!(message(r#"{"level":"error","msg":"x"}"#).is_none());
        assert!(message(r#"{"log":"cut"#).is_none());
    }
}
