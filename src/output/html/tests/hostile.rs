//! Log text that tries to be markup, code or a link stays text.

use super::super::HtmlLook;
use super::extremes::{self, HOSTILE};
use super::sample;
use super::tags::tags;
use super::{page, rendered, samples};

/// Every attribute that a page may have.
const ATTRIBUTES: &str = " aria-hidden aria-label aria-labelledby charset class content d data-all data-card data-error data-filter data-info data-label data-severity data-shown data-v data-warning fill-opacity \
    height href http-equiv id lang name open overflow preserveAspectRatio r rel role scope tabindex viewBox width x x1 x2 y y1 y2 ";

/// Tags that a page may have.
const TAGS: &str = " a b body caption circle code dd desc details div dl dt figcaption figure footer g h1 h2 h3 head header html \
    li line main meta nav ol p path pre q rect script section span strong style summary svg table tbody td th thead title tr ul ";

#[test]
fn only_the_tags_and_attributes_of_the_page_itself() {
    for (name, report) in samples() {
        let page = page(&report);
        for tag in tags(&page) {
            assert!(TAGS.contains(&format!(" {} ", tag.name)), "{name}: {tag:?}");
            for (attribute, value) in &tag.attributes {
                assert!(ATTRIBUTES.contains(&format!(" {attribute} ")), "{name}: {tag:?}");
                assert!(!value.contains(['<', '>', '\'']) || *attribute == "content", "{name}: {tag:?}");
            }
        }
    }
}

#[test]
fn hostile_text_adds_no_tag() {
    let names = |page: &str| -> Vec<String> {
        tags(page)
            .iter()
            .filter(|tag| matches!(tag.name, "script" | "style" | "img" | "iframe" | "base" | "meta"))
            .map(|tag| tag.name.to_owned())
            .collect()
    };
    let look = HtmlLook { command: HOSTILE.to_owned(), version: HOSTILE.to_owned() };
    assert_eq!(names(&rendered(&extremes::hostile(), &look)), names(&page(&sample::clean())));
}

#[test]
fn hostile_text_is_shown_escaped_and_without_hidden_characters() {
    let page = page(&extremes::hostile());
    assert!(
        page.contains("&lt;/pre&gt;&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;&quot;&#39;&gt;")
    );
    assert!(page.contains("&amp;lt;b&amp;gt; &amp;#60;i&amp;#62;") && page.contains("\\u{202e}live\\u{2066} \\u{0}\\u{1b}[31m"));
    assert!(!page.contains(['\u{202e}', '\u{2066}', '\u{0}', '\u{1b}', '\u{2028}']));
}

#[test]
fn links_go_to_the_page_itself_or_to_the_web() {
    for (name, report) in samples() {
        let page = page(&report);
        for tag in tags(&page) {
            assert!(tag.get("src").is_none() && tag.get("style").is_none(), "{name}: {tag:?}");
            let Some(href) = tag.get("href") else { continue };
            assert_eq!(tag.name, "a", "{name}");
            let web = href.starts_with("https://") || href.starts_with("http://");
            assert!(href.starts_with('#') || web && tag.get("rel") == Some("noreferrer noopener"), "{name}: {tag:?}");
        }
    }
    assert!(page(&sample::ordinary()).contains("href=\"https://"));
    assert!(!page(&extremes::hostile()).contains("href=\"https://e.example"));
}

#[test]
fn only_whole_web_addresses_are_links() {
    use super::super::markup::is_web;
    assert!(is_web("https://docs.agora.io/en/a?b=c&d=e#f") && is_web("http://agora.io"));
    for bad in [
        "",
        "https://",
        "HTTPS://a",
        "javascript:alert(1)",
        "//a",
        "https:///a",
        "https://a b",
        "https://a\"b",
        "https://ä",
        "data:text/html,x",
        " https://a",
    ] {
        assert!(!is_web(bad), "{bad}");
    }
}
