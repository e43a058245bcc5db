//! Syntax tree to typed filter: every name found in the schema, every literal of its type.

use super::parse::{Name, Raw, Syntax};
use super::{AttributePath, Filter, Literal, Operator, invalid};
use crate::error::{Error, echo};
use crate::path::{self, Found, Named};
use crate::schema::{Attribute, ResourceType, Returned, Type};
use crate::tolerance::Tolerance;
use crate::value::date_time;
use crate::value::scalar::boolean;
use std::collections::BTreeSet;

/// Resolves a filter on resources of one type, which are searched together with others.
pub(crate) fn filter(
    kind: &ResourceType,
    others: &[&ResourceType],
    syntax: &Syntax<'_>,
    tolerances: &mut BTreeSet<Tolerance>,
) -> Result<Filter, Error> {
    resolve(Scope::Resource(kind, others), syntax, tolerances)
}

/// Resolves a filter on the values of one list.
pub(crate) fn inside(
    urn: Option<&str>,
    list: &Attribute,
    syntax: &Syntax<'_>,
    tolerances: &mut BTreeSet<Tolerance>,
) -> Result<Filter, Error> {
    resolve(Scope::List(urn, list), syntax, tolerances)
}

/// Where names are looked up.
#[derive(Clone, Copy)]
enum Scope<'a> {
    /// The type that is asked for, and those that are searched with it.
    Resource(&'a ResourceType, &'a [&'a ResourceType]),
    List(Option<&'a str>, &'a Attribute),
}

fn resolve(
    scope: Scope<'_>,
    syntax: &Syntax<'_>,
    tolerances: &mut BTreeSet<Tolerance>,
) -> Result<Filter, Error> {
    if let Some(elsewhere) = elsewhere(scope, syntax) {
        // What the other type says is wrong about it is wrong here too.
        let there = resolve(elsewhere, syntax, tolerances)?;
        return Ok(Filter::Constant(without_value(&there)));
    }
    let mut all = |terms: &[Syntax<'_>]| -> Result<Vec<Filter>, Error> {
        let terms = terms.iter();
        terms.map(|term| resolve(scope, term, tolerances)).collect()
    };
    match syntax {
        Syntax::And(terms) => Ok(Filter::And(all(terms)?)),
        Syntax::Or(terms) => Ok(Filter::Or(all(terms)?)),
        Syntax::Not(term) => Ok(Filter::Not(Box::new(resolve(scope, term, tolerances)?))),
        Syntax::Present(name) => Ok(Filter::Present(find(scope, *name, tolerances)?.path())),
        Syntax::Compare {
            name,
            operator,
            literal,
        } => {
            let path = find(scope, *name, tolerances)?.comparable(*name)?;
            let value = self::literal(&path, *operator, literal, tolerances)?;
            Ok(Filter::Compare {
                path,
                operator: *operator,
                value,
            })
        }
        Syntax::ValuePath { name, filter, rest } => {
            value_path(scope, *name, (filter, rest.as_deref()), tolerances)
        }
    }
}

/// The type that knows the attribute of a comparison, where the one asked for does not.
fn elsewhere<'a>(scope: Scope<'a>, syntax: &Syntax<'_>) -> Option<Scope<'a>> {
    let (Syntax::Present(name) | Syntax::Compare { name, .. } | Syntax::ValuePath { name, .. }) =
        syntax
    else {
        return None;
    };
    let Scope::Resource(kind, others) = scope else {
        return None;
    };
    let knows =
        |kind: &ResourceType| matches!(path::find(kind, name.text), Some(Named::Attribute(_)));
    if knows(kind) {
        return None;
    }
    let other = others.iter().find(|kind| knows(kind))?;
    Some(Scope::Resource(other, &[]))
}

/// What a comparison says of a resource without a value of the attribute.
fn without_value(filter: &Filter) -> bool {
    match filter {
        Filter::Compare {
            operator, value, ..
        } => {
            (*operator == Operator::Eq) == (*value == Literal::Null)
                && matches!(operator, Operator::Eq | Operator::Ne)
        }
        _ => false,
    }
}

fn value_path(
    scope: Scope<'_>,
    name: Name<'_>,
    (filter, rest): (&Syntax<'_>, Option<&Syntax<'_>>),
    tolerances: &mut BTreeSet<Tolerance>,
) -> Result<Filter, Error> {
    let found = find(scope, name, tolerances)?;
    let list = found.attribute;
    if found.sub.is_some() || !list.multi_valued || list.kind != Type::Complex {
        let detail = format!(
            "filter at offset {}: {} has no values to select with [ ]; compare it directly",
            name.offset,
            echo(name.text)
        );
        return Err(invalid(detail));
    }
    let mut filter = inside(found.urn, list, filter, tolerances)?;
    if let Some(rest) = rest {
        let rest = inside(found.urn, list, rest, tolerances)?;
        filter = Filter::And(vec![filter, rest]);
    }
    Ok(Filter::ValuePath {
        path: found.path(),
        filter: Box::new(filter),
    })
}

fn find<'a>(
    scope: Scope<'a>,
    name: Name<'_>,
    tolerances: &mut BTreeSet<Tolerance>,
) -> Result<Found<'a>, Error> {
    let found = match scope {
        Scope::Resource(kind, _) => match path::find(kind, name.text) {
            Some(Named::Attribute(found)) => Some(found),
            Some(Named::Schema(_)) | None => None,
        },
        Scope::List(urn, list) => list.sub_attribute(name.text).map(|sub| Found {
            urn,
            attribute: list,
            sub: Some(sub),
            unqualified: false,
        }),
    };
    let found = found.ok_or_else(|| {
        let whose = match scope {
            Scope::Resource(kind, _) => &kind.name,
            Scope::List(_, list) => &list.name,
        };
        let name_text = echo(name.text);
        invalid(format!(
            "filter at offset {}: {whose} has no attribute {name_text}",
            name.offset
        ))
    })?;
    let never = |attribute: &Attribute| attribute.returned == Returned::Never;
    if never(found.leaf()) || never(found.attribute) {
        let name_text = echo(name.text);
        return Err(invalid(format!(
            "{name_text} is never returned and cannot be filtered by"
        )));
    }
    tolerances.extend(found.tolerance());
    Ok(found)
}

impl Found<'_> {
    /// The attribute that has a value: the sub-attribute, where one is named.
    pub(crate) fn leaf(&self) -> &Attribute {
        self.sub.unwrap_or(self.attribute)
    }

    /// The path in its canonical spelling.
    pub(crate) fn path(&self) -> AttributePath {
        AttributePath {
            urn: self.urn.map(str::to_owned),
            attribute: self.attribute.name.clone(),
            sub_attribute: self.sub.map(|sub| sub.name.clone()),
            kind: self.leaf().kind,
            case_exact: self.leaf().case_exact,
            multi_valued: self.attribute.multi_valued,
        }
    }

    /// A complex attribute is compared by its `value`: `emails co "x"`, `manager eq "id"`.
    fn comparable(mut self, name: Name<'_>) -> Result<AttributePath, Error> {
        if self.leaf().kind == Type::Complex {
            self.sub = self.attribute.sub_attribute("value");
            if self.sub.is_none() {
                let detail = format!(
                    "filter at offset {}: {} is complex; compare one of its sub-attributes",
                    name.offset,
                    echo(name.text)
                );
                return Err(invalid(detail));
            }
        }
        Ok(self.path())
    }
}

/// RFC 7644 §3.4.2.2 table 3: which comparisons a type allows.
fn literal(
    path: &AttributePath,
    operator: Operator,
    raw: &Raw,
    tolerances: &mut BTreeSet<Tolerance>,
) -> Result<Literal, Error> {
    use Operator::{Co, Eq, Ew, Ge, Gt, Le, Lt, Ne, Sw};
    let allowed = match (path.kind, operator, raw) {
        (_, Eq | Ne, _) => true,
        (_, _, Raw::Null)
        | (Type::Boolean, ..)
        | (Type::Binary, Gt | Ge | Lt | Le, _)
        | (Type::Integer | Type::Decimal | Type::DateTime, Co | Sw | Ew, _) => false,
        _ => true,
    };
    if !allowed {
        let kind = path.kind.as_str();
        let value = if *raw == Raw::Null { "null" } else { kind };
        return Err(invalid(format!(
            "{path} ({kind}): {operator} does not compare with {value}"
        )));
    }
    typed(path, raw, tolerances)
}

fn typed(
    path: &AttributePath,
    raw: &Raw,
    tolerances: &mut BTreeSet<Tolerance>,
) -> Result<Literal, Error> {
    let wanted = match (path.kind, raw) {
        (_, Raw::Null) => return Ok(Literal::Null),
        (Type::Boolean, Raw::Boolean(value)) => return Ok(Literal::Boolean(*value)),
        (Type::Boolean, Raw::Text(text)) => match boolean(text) {
            Some(value) => {
                tolerances.insert(Tolerance::BooleanAsText);
                return Ok(Literal::Boolean(value));
            }
            None => "true or false",
        },
        (Type::Boolean, _) => "true or false",
        (Type::Integer | Type::Decimal, Raw::Number(number)) => {
            return Ok(self::number(path.kind, number));
        }
        (Type::Integer | Type::Decimal, _) => "a number without quotes",
        (Type::DateTime, Raw::Text(text)) => match date_time(text) {
            Some(time) => return Ok(Literal::DateTime(time)),
            None => "a time such as \"2011-05-13T04:42:34Z\"",
        },
        (Type::DateTime, _) => "a time such as \"2011-05-13T04:42:34Z\"",
        (_, Raw::Text(text)) => return self::text(path, text),
        _ => "text in double quotes",
    };
    Err(invalid(format!(
        "{path} ({}) compares with {wanted}",
        path.kind.as_str()
    )))
}

fn number(kind: Type, number: &serde_json::Number) -> Literal {
    match number.as_i64() {
        Some(value) if kind == Type::Integer => Literal::Integer(value),
        _ => Literal::Decimal(number.as_f64().unwrap_or(f64::MAX)),
    }
}

/// Neither database may see a NUL, and no stored value holds a control character.
fn text(path: &AttributePath, text: &str) -> Result<Literal, Error> {
    let control = |c: &char| c.is_control() && !matches!(c, '\t' | '\n' | '\r');
    match text.chars().find(control) {
        None => Ok(Literal::Text(text.to_owned())),
        Some(character) => Err(invalid(format!(
            "{path}: the text contains the control character U+{:04X}; write \\ as \\\\",
            u32::from(character)
        ))),
    }
}
