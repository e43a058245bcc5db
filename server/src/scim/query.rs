//! Query parameters (RFC 7644 §3.4.2 and §3.9).

use directory::{ListQuery, Moment, Selection};
use scim::message::search::SearchRequest;
use scim::{Error, ScimType};

/// The parameters that SCIM knows; others are nobody's business (Entra appends its own).
const KNOWN: [&str; 9] = [
    "attributes",
    "excludedAttributes",
    "filter",
    "startIndex",
    "count",
    "cursor",
    "sortBy",
    "sortOrder",
    "at",
];

/// The parameters of one request, each at most once.
#[derive(Debug, Default)]
pub(super) struct Query(Vec<(&'static str, String)>);

impl Query {
    /// Reads the part of the URL behind `?`; spaces may be `+` or `%20`.
    pub(super) fn parse(text: Option<&str>) -> Result<Self, Error> {
        let mut found: Vec<(&'static str, String)> = Vec::new();
        for (name, value) in form_urlencoded::parse(text.unwrap_or("").as_bytes()) {
            let Some(known) = KNOWN
                .into_iter()
                .find(|known| known.eq_ignore_ascii_case(&name))
            else {
                continue;
            };
            match found.iter_mut().find(|(name, _)| *name == known) {
                None => found.push((known, value.into_owned())),
                // Two lists of names are one longer list.
                Some((_, list)) if known.ends_with("ttributes") => {
                    list.push(',');
                    list.push_str(&value);
                }
                // Which of two filters counts must not depend on who reads them.
                Some(_) => return Err(invalid(known, "is given twice: send it once")),
            }
        }
        Ok(Self(found))
    }

    fn text(&self, name: &str) -> Option<String> {
        let value = self
            .0
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, value)| value);
        value.filter(|value| !value.trim().is_empty()).cloned()
    }

    pub(super) fn has_filter(&self) -> bool {
        self.0.iter().any(|(name, _)| *name == "filter")
    }

    /// Whether the past is asked for.
    pub(super) fn is_past(&self) -> bool {
        self.0.iter().any(|(name, _)| *name == "at")
    }

    fn number(&self, name: &'static str) -> Result<Option<i64>, Error> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        let text = text.trim();
        let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(invalid(name, "must be an integer"));
        }
        let beyond = if text.starts_with('-') {
            i64::MIN
        } else {
            i64::MAX
        };
        Ok(Some(text.parse().unwrap_or(beyond)))
    }

    pub(super) fn selection(&self) -> Selection {
        Selection {
            attributes: self.text("attributes"),
            excluded_attributes: self.text("excludedAttributes"),
            at: None,
        }
    }

    /// What a reader asks for beside the resource.
    pub(super) fn reading(&self) -> Result<Selection, Error> {
        let at = self.raw("at").map(|text| text.parse::<Moment>());
        let at = at.transpose().map_err(|error| invalid("at", &error))?;
        Ok(Selection {
            at,
            ..self.selection()
        })
    }

    pub(super) fn list(&self) -> Result<ListQuery, Error> {
        Ok(ListQuery {
            filter: self.raw("filter"),
            start_index: self.number("startIndex")?,
            count: self.number("count")?,
            // RFC 9865 §2.1: an empty cursor asks for the first page.
            cursor: self.raw("cursor"),
            sort_by: self.text("sortBy"),
            sort_order: self.text("sortOrder"),
            selection: self.reading()?,
        })
    }

    fn raw(&self, name: &str) -> Option<String> {
        let found = self.0.iter().find(|(known, _)| *known == name);
        found.map(|(_, text)| text.clone())
    }
}

/// The same question, asked in a body (RFC 7644 §3.4.3).
pub(super) fn asked(request: SearchRequest) -> ListQuery {
    let names = |names: Vec<String>| (!names.is_empty()).then(|| names.join(","));
    let said = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
    ListQuery {
        filter: request.filter,
        start_index: request.start_index,
        count: request.count,
        cursor: request.cursor,
        sort_by: said(request.sort_by),
        sort_order: said(request.sort_order),
        selection: Selection {
            attributes: names(request.attributes),
            excluded_attributes: names(request.excluded_attributes),
            at: None,
        },
    }
}

fn invalid(name: &'static str, what: &str) -> Error {
    Error::new(
        ScimType::InvalidValue,
        format!("the query parameter {name} {what}"),
    )
}

#[cfg(test)]
mod tests {
    use super::Query;

    fn list(query: &str) -> directory::ListQuery {
        Query::parse(Some(query)).unwrap().list().unwrap()
    }

    #[test]
    fn spaces_are_plus_or_percent_and_unknown_names_are_ignored() {
        let found =
            list("filter=userName+eq%20%22a%40b%2Bc%22&aadOptscim062020&startIndex=2&count=5");
        assert_eq!(found.filter.as_deref(), Some("userName eq \"a@b+c\""));
        assert_eq!((found.start_index, found.count), (Some(2), Some(5)));
    }

    #[test]
    fn numbers_beyond_any_page_are_clamped_and_words_are_refused() {
        assert_eq!(list("count=99999999999999999999").count, Some(i64::MAX));
        assert_eq!(
            list("startIndex=-99999999999999999999").start_index,
            Some(i64::MIN)
        );
        assert_eq!(list("count=").count, None);
        for query in ["count=ten", "startIndex=1.5", "count=-", "startIndex=0x10"] {
            assert!(
                Query::parse(Some(query)).unwrap().list().is_err(),
                "{query}"
            );
        }
    }

    #[test]
    fn a_parameter_given_twice_is_refused_unless_it_is_a_list() {
        assert!(Query::parse(Some("filter=a&filter=b")).is_err());
        let query = Query::parse(Some("attributes=userName&attributes=emails")).unwrap();
        assert_eq!(
            query.selection().attributes.as_deref(),
            Some("userName,emails")
        );
    }
}
