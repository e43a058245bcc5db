//! What narrows the audit log: the form, and what of it is set.

use leptos::prelude::*;

use crate::components::choice::{Choice, SelectField};
use crate::components::field::{Legend, TextField};
use crate::components::filters::Chip;
use crate::icons::{Glyph, Icon};
use crate::model::FieldError;
use crate::model::query::{AuditQuery, Channel, OutcomeFilter, Range, StatusClass};
use crate::paths;
use crate::place::Place;
use crate::text::{self, audit, operation};

#[component]
pub(super) fn AuditFilters(
    query: AuditQuery,
    tokens: Vec<String>,
    errors: Vec<FieldError>,
) -> impl IntoView {
    let slug = Place::current().slug;
    let legend = |id, label| Legend::new(id, label, &errors);
    let choices = FilterChoices::new(&query, tokens);
    let more_open = query.uses_more_filters() || !errors.is_empty();
    view! {
        <form method="get" action=paths::audit(&slug, &AuditQuery::default()) class="filter-bar audit-filters" role="search">
            <TextField
                legend=legend("q", audit::SEARCH).hint(audit::SEARCH_HINT)
                value=query.q.clone()
                kind="search"
                autocomplete="off"
            />
            <SelectField legend=legend("range", audit::RANGE) choices=choices.ranges/>
            <SelectField legend=legend("outcome", audit::OUTCOME) choices=choices.outcomes/>
            <SelectField legend=legend("op", audit::OPERATION) choices=choices.operations/>
            <SelectField legend=legend("token", audit::TOKEN) choices=choices.tokens/>
            {query.not.iter().map(|value| view! {
                <input type="hidden" name="not" value=value.clone()/>
            }).collect_view()}
            <button type="submit" class="button"><Icon glyph=Glyph::Search/>{audit::APPLY}</button>
            <div class="filter-second">
            <div class="check">
                <input type="checkbox" id="reads" name="reads" value="1" checked=query.reads/>
                <label for="reads">{audit::READS}</label>
            </div>
            <details class="more-filters" open=more_open>
                <summary>{audit::MORE_FILTERS}</summary>
                <div class="filter-grid">
                    <DateFields range=query.range.clone() errors=errors.clone()/>
                    <SelectField legend=legend("resource", audit::RESOURCE) choices=choices.resources/>
                    <SelectField legend=legend("status", audit::STATUS) choices=choices.statuses/>
                    <SelectField legend=legend("channel", audit::CHANNEL) choices=choices.channels/>
                    <MoreFields query errors/>
                </div>
            </details>
            <p class="line-hint">{audit::LINE_HINT} " " <code>{audit::LINE_EXAMPLE}</code></p>
            </div>
        </form>
    }
    .into_any()
}

#[component]
fn MoreFields(query: AuditQuery, errors: Vec<FieldError>) -> impl IntoView {
    let legend = |id, label| Legend::new(id, label, &errors);
    view! {
        <TextField legend=legend("actor", audit::ACTOR) value=query.actor autocomplete="off"/>
        <TextField legend=legend("ip", audit::ADDRESS) value=query.ip autocomplete="off" code=true/>
        <TextField legend=legend("request", audit::REQUEST) value=query.request autocomplete="off" code=true/>
        <TextField legend=legend("id", audit::RESOURCE_ID) value=query.id autocomplete="off" code=true/>
    }
    .into_any()
}

/// From when to when, beside each other: they come before what is wanted more seldom.
#[component]
fn DateFields(range: Range, errors: Vec<FieldError>) -> impl IntoView {
    let legend = |id, label| Legend::new(id, label, &errors);
    let (from, to) = match range {
        Range::Custom { from, to } => (from, to),
        _ => (String::new(), String::new()),
    };
    view! {
        <TextField legend=legend("from", audit::FROM) value=from kind="datetime-local"/>
        <TextField legend=legend("to", audit::TO) value=to kind="datetime-local"/>
    }
    .into_any()
}

/// The options of the selects, the present ones selected.
struct FilterChoices {
    ranges: Vec<Choice>,
    outcomes: Vec<Choice>,
    operations: Vec<Choice>,
    resources: Vec<Choice>,
    tokens: Vec<Choice>,
    statuses: Vec<Choice>,
    channels: Vec<Choice>,
}

impl FilterChoices {
    fn new(query: &AuditQuery, mut tokens: Vec<String>) -> Self {
        let any = |selected| std::iter::once(Choice::new("", text::ANY, selected));
        let known =
            |value: &str, label: &str, current: &str| Choice::new(value, label, value == current);
        // A name from the URL that is no token's stays selectable: the list shows why it is empty.
        if !query.token.is_empty() && !tokens.contains(&query.token) {
            tokens.push(query.token.clone());
        }
        let custom = matches!(query.range, Range::Custom { .. });
        let ranges = Range::NAMED
            .iter()
            .map(|range| Choice::new(range.word(), audit::range(range), *range == query.range))
            .chain(custom.then(|| Choice::new("custom", audit::CUSTOM, true)))
            .collect();
        let outcomes = OutcomeFilter::ALL.into_iter().map(|filter| {
            Choice::new(
                filter.word(),
                audit::outcome_filter(filter),
                Some(filter) == query.outcome,
            )
        });
        let families = operation::FAMILIES
            .iter()
            .map(|(value, label)| known(value, label, &query.op));
        let operations = operation::OPERATIONS
            .iter()
            .map(|operation| known(operation.name, operation.label, &query.op));
        let statuses = StatusClass::ALL.into_iter().map(|class| {
            Choice::new(
                class.word(),
                audit::status_class(class),
                Some(class) == query.status,
            )
        });
        let current = query.channel.map_or("", Channel::word);
        let channels = Channel::ALL
            .into_iter()
            .map(|channel| known(channel.word(), audit::channel(channel), current));
        let resources = audit::RESOURCES
            .iter()
            .map(|resource| known(resource, resource, &query.resource));
        Self {
            ranges,
            outcomes: any(query.outcome.is_none()).chain(outcomes).collect(),
            operations: any(query.op.is_empty())
                .chain(families)
                .chain(operations)
                .collect(),
            resources: any(query.resource.is_empty()).chain(resources).collect(),
            tokens: any(query.token.is_empty())
                .chain(tokens.iter().map(|name| known(name, name, &query.token)))
                .collect(),
            statuses: any(query.status.is_none()).chain(statuses).collect(),
            channels: any(query.channel.is_none()).chain(channels).collect(),
        }
    }
}

/// Takes one filter out of a query.
type Clear = fn(&mut AuditQuery);

/// The filters that are set, each with the way to take it out. A named range is not among them:
/// there is always one.
pub(super) fn chips(query: &AuditQuery, slug: &str) -> Vec<Chip> {
    let text = |value: &str| value.to_owned();
    let outcome = query.outcome.map_or("", audit::outcome_filter);
    let status = query.status.map_or("", StatusClass::word);
    let channel = query.channel.map_or("", audit::channel);
    let reads = if query.reads { text::YES } else { "" };
    let range = match &query.range {
        Range::Custom { from, to } => format!("{from} – {to}"),
        _ => String::new(),
    };
    let filters: [(&'static str, String, Clear); 13] = [
        (audit::SEARCH, text(&query.q), |q| q.q.clear()),
        (audit::RANGE, range, |q| q.range = Range::default()),
        (audit::OUTCOME, text(outcome), |q| q.outcome = None),
        (audit::OPERATION, operation_name(&query.op), |q| {
            q.op.clear();
        }),
        (audit::RESOURCE, text(&query.resource), |q| {
            q.resource.clear();
        }),
        (audit::RESOURCE_ID, text(&query.id), |q| q.id.clear()),
        (audit::TOKEN, text(&query.token), |q| q.token.clear()),
        (audit::ACTOR, text(&query.actor), |q| q.actor.clear()),
        (audit::STATUS, text(status), |q| q.status = None),
        (audit::ADDRESS, text(&query.ip), |q| q.ip.clear()),
        (audit::CHANNEL, text(channel), |q| q.channel = None),
        (audit::REQUEST, text(&query.request), |q| q.request.clear()),
        (audit::READS, text(reads), |q| q.reads = false),
    ];
    let without = |name, value, clear: &dyn Fn(&mut AuditQuery)| {
        let mut rest = query.clone();
        rest.cursor = None;
        clear(&mut rest);
        let without = paths::audit(slug, &rest);
        Chip {
            name,
            value,
            without,
        }
    };
    let set = filters
        .into_iter()
        .filter(|(_, value, _)| !value.is_empty());
    let set = set.map(|(name, value, clear)| without(name, value, &clear));
    let ruled_out = query.not.iter().map(|value| {
        let clear = |query: &mut AuditQuery| query.not.retain(|known| known != value);
        without(audit::NOT, value.clone(), &clear)
    });
    set.chain(ruled_out).collect()
}

fn operation_name(op: &str) -> String {
    let family = operation::FAMILIES.iter().find(|(value, _)| *value == op);
    family.map_or_else(|| operation::label(op), |(_, label)| (*label).to_owned())
}
