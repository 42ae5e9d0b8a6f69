//! Checks a JSON document against a JSON Schema, with the keywords that this project uses; another keyword is a mistake.
//!
//! The schema leaves room for more properties, because reports may grow; the tests do not: a property that the schema
//! does not describe is a complaint.

use regex::Regex;
use serde_json::Value;

/// Keywords that say nothing about a document.
const REMARKS: &[&str] = &["$schema", "$id", "$defs", "title", "description"];

/// Everything in which the document differs from the schema.
pub fn complaints(schema: &Value, document: &Value) -> Vec<String> {
    let mut found = Vec::new();
    Check { root: schema, found: &mut found }.value(schema, document, "$");
    found
}

struct Check<'a> {
    root: &'a Value,
    found: &'a mut Vec<String>,
}

impl Check<'_> {
    fn value(&mut self, schema: &Value, value: &Value, at: &str) {
        let Some(rules) = schema.as_object() else { return self.complain(at, "the schema is no object") };
        for (keyword, rule) in rules {
            match keyword.as_str() {
                "$ref" => self.reference(rule, value, at),
                "type" => self.check(is_one_of_types(rule, value), at, "has another type"),
                "const" => self.check(rule == value, at, "is not the constant"),
                "enum" => self.check(rule.as_array().is_some_and(|list| list.contains(value)), at, "is none of the words"),
                "pattern" => self.check(fits(rule, value), at, "does not fit the pattern"),
                "minimum" => self.check(value.as_i64().is_none_or(|is| Some(is) >= rule.as_i64()), at, "is too small"),
                "maxLength" => self.check(length(value).is_none_or(|is| Some(is) <= rule.as_u64()), at, "is too long"),
                "minItems" => self.check(items(value).is_none_or(|is| Some(is) >= rule.as_u64()), at, "has too few items"),
                "required" => self.required(rule, value, at),
                "properties" | "additionalProperties" => {}
                "items" => self.items(rule, value, at),
                "prefixItems" => self.first_items(rule, value, at),
                remark if REMARKS.contains(&remark) => {}
                unknown => self.complain(at, &format!("the schema has the unknown keyword {unknown}")),
            }
        }
        if rules.contains_key("properties") || rules.contains_key("additionalProperties") {
            self.properties(schema, value, at);
        }
    }

    fn complain(&mut self, at: &str, what: &str) {
        self.found.push(format!("{at}: {what}"));
    }

    fn check(&mut self, holds: bool, at: &str, otherwise: &str) {
        if !holds {
            self.complain(at, otherwise);
        }
    }

    fn reference(&mut self, rule: &Value, value: &Value, at: &str) {
        let pointer = rule.as_str().and_then(|text| text.strip_prefix('#')).unwrap_or("?");
        match self.root.pointer(pointer) {
            Some(schema) => self.value(&schema.clone(), value, at),
            None => self.complain(at, &format!("the schema names {rule}, which is not there")),
        }
    }

    fn required(&mut self, rule: &Value, value: &Value, at: &str) {
        for name in rule.as_array().into_iter().flatten().filter_map(Value::as_str) {
            self.check(value.get(name).is_some(), at, &format!("has no {name}"));
        }
    }

    fn items(&mut self, rule: &Value, value: &Value, at: &str) {
        for (number, item) in value.as_array().into_iter().flatten().enumerate() {
            self.value(rule, item, &format!("{at}[{number}]"));
        }
    }

    fn first_items(&mut self, rules: &Value, value: &Value, at: &str) {
        let (rules, items) = (rules.as_array().map_or(&[][..], Vec::as_slice), value.as_array().map_or(&[][..], Vec::as_slice));
        self.check(items.len() <= rules.len(), at, "has more items than the schema describes");
        for (number, (rule, item)) in rules.iter().zip(items).enumerate() {
            self.value(rule, item, &format!("{at}[{number}]"));
        }
    }

    fn properties(&mut self, schema: &Value, value: &Value, at: &str) {
        let known = &schema["properties"];
        for (name, member) in value.as_object().into_iter().flatten() {
            let rule = known.get(name).or_else(|| schema.get("additionalProperties"));
            match rule {
                Some(rule) => self.value(rule, member, &format!("{at}.{name}")),
                None => self.complain(at, &format!("has {name}, which the schema does not describe")),
            }
        }
    }
}

fn is_one_of_types(rule: &Value, value: &Value) -> bool {
    let is = |name: &Value| match name.as_str() {
        Some("object") => value.is_object(),
        Some("array") => value.is_array(),
        Some("string") => value.is_string(),
        Some("integer") => value.is_i64() || value.is_u64(),
        Some("boolean") => value.is_boolean(),
        Some("null") => value.is_null(),
        _ => false,
    };
    rule.as_array().map_or_else(|| is(rule), |names| names.iter().any(is))
}

fn fits(rule: &Value, value: &Value) -> bool {
    let expression = rule.as_str().and_then(|text| Regex::new(text).ok());
    value.as_str().is_none_or(|text| expression.is_some_and(|expression| expression.is_match(text)))
}

fn length(value: &Value) -> Option<u64> {
    value.as_str().map(|text| text.chars().count() as u64)
}

fn items(value: &Value) -> Option<u64> {
    value.as_array().map(|list| list.len() as u64)
}
