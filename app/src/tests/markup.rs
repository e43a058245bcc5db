//! Just enough of an HTML reader to look at what the pages are made of.

/// A start tag: its name and its attributes, values unescaped as far as the checks need it.
#[derive(Clone, Debug)]
pub(super) struct Tag {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
}

impl Tag {
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.attributes.iter().map(|(name, _)| name.as_str())
    }

    fn parse(inside: &str) -> Self {
        let inside = inside.trim_end_matches('/').trim();
        let (name, mut rest) = inside
            .split_once(char::is_whitespace)
            .unwrap_or((inside, ""));
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start();
            if rest.is_empty() {
                break;
            }
            let end = rest
                .find(|c: char| c == '=' || c.is_whitespace())
                .unwrap_or(rest.len());
            let key = rest[..end].to_owned();
            rest = &rest[end..];
            let mut value = String::new();
            if let Some(quoted) = rest.strip_prefix("=\"") {
                let close = quoted.find('"').expect("an attribute value ends");
                quoted[..close].clone_into(&mut value);
                rest = &quoted[close + 1..];
            }
            attributes.push((key, value));
        }
        Self {
            name: name.to_owned(),
            attributes,
        }
    }
}

/// All start tags in their order. Script text and comments are skipped.
pub(super) fn tags(html: &str) -> Vec<Tag> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = &comment[comment.find("-->").expect("a comment ends")..];
            continue;
        }
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic()) {
            continue;
        }
        let end = tag_end(rest);
        let tag = Tag::parse(&rest[..end]);
        rest = &rest[end..];
        if tag.name == "script" {
            rest = &rest[rest.find("</script").expect("a script ends")..];
        }
        tags.push(tag);
    }
    tags
}

fn tag_end(text: &str) -> usize {
    let mut quoted = false;
    let end = text.char_indices().find(|(_, character)| {
        quoted ^= *character == '"';
        *character == '>' && !quoted
    });
    end.expect("a tag ends").0
}

/// The text between the first `<name …>` and its end tag.
pub(super) fn text_of<'a>(html: &'a str, name: &str) -> &'a str {
    let open = html.find(&format!("<{name}")).expect("the element exists");
    let start = open + html[open..].find('>').expect("a tag ends") + 1;
    let end = start
        + html[start..]
            .find(&format!("</{name}"))
            .expect("the element ends");
    &html[start..end]
}
