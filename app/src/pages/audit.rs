//! The audit log: filters, activity, events.

use leptos::prelude::*;

use crate::components::chart::ActivityChart;
use crate::components::choice::{Choice, SelectField};
use crate::components::event::EventTable;
use crate::components::field::{ErrorSummary, Legend, TextField};
use crate::components::filters::{Chip, Chips};
use crate::components::header::PageHeader;
use crate::components::notice::EmptyState;
use crate::components::table::PagerLine;
use crate::components::views::ViewLinks;
use crate::icons::{Glyph, Icon};
use crate::islands::live::LiveTail;
use crate::model::activity::Activity;
use crate::model::audit::{AuditPage, Stopped};
use crate::model::query::{AuditQuery, Channel, OutcomeFilter, Range, StatusClass};
use crate::model::{FieldError, Instant};
use crate::pages::overview::bound;
use crate::paths;
use crate::place::Place;
use crate::text::{self, audit, directory, operation};

#[component]
pub(crate) fn Audit(page: AuditPage) -> impl IntoView {
    let slug = Place::current().slug;
    let query = page.query;
    let clear = paths::audit(&slug, &AuditQuery::default());
    let link = |cursor: String| paths::audit(&slug, &query.at(&cursor));
    let further = page
        .stopped
        .map(|stopped| Further::new(&stopped, link(stopped.cursor.clone())));
    let list = if page.rows.is_empty() {
        view! { <Nothing query=query.clone() oldest=page.oldest further/> }.into_any()
    } else {
        let position = sequence(&page.rows);
        view! {
            <EventTable rows=page.rows query=query.clone() caption=audit::CAPTION results=true/>
            {further.map(|further| view! { <SearchFurther further/> })}
            <PagerLine
                position
                previous=page.newer.map(link)
                next=page.older.map(link)
                previous_label=audit::NEWER
                next_label=audit::OLDER
            />
        }
        .into_any()
    };
    view! {
        <ErrorSummary errors=page.errors.clone()/>
        <PageHeader
            title=audit::TITLE
            actions=view! { <Actions query=query.clone() live=page.live/> }.into_any()
        />
        <ViewLinks query=query.clone() views=page.views/>
        <AuditFilters query=query.clone() tokens=page.tokens errors=page.errors/>
        <Chips chips=chips(&query, &slug) clear/>
        <QueryLine line=page.line/>
        {page.activity.filter(|activity| !activity.is_empty()).map(|activity| {
            view! { <Chart activity query=query.clone()/> }
        })}
        {list}
    }
    .into_any()
}

/// To see what is new, and to take all that is asked for as a file.
#[component]
fn Actions(query: AuditQuery, live: Option<i64>) -> impl IntoView {
    let slug = Place::current().slug;
    let first = AuditQuery {
        cursor: None,
        ..query.clone()
    };
    let exports =
        [("ndjson", audit::EXPORT_NDJSON), ("csv", audit::EXPORT_CSV)].map(|(format, label)| {
            let href = paths::audit_export(&slug, format, &query);
            view! { <a class="button" href=href>{label}</a> }
        });
    let live = live.map(|after| {
        let url = paths::audit_live(&slug, &query);
        view! { <LiveTail url after=after.to_string()/> }
    });
    view! {
        {live}
        <a class="button" href=paths::audit(&slug, &first)>{audit::REFRESH}</a>
        {exports}
        <a class="button" href=paths::audit_export_changes(&slug, &query)>{audit::EXPORT_CHANGES}</a>
        <a class="button" href=paths::audit_evidence(&slug)>{audit::EVIDENCE}</a>
    }
    .into_any()
}

/// `Sequence 88 412 … 88 363`, when all rows are sealed.
fn sequence(rows: &[crate::model::event::EventRow]) -> String {
    let first = rows.first().and_then(|row| row.seq);
    let last = rows.last().and_then(|row| row.seq);
    match (first, last) {
        (Some(first), Some(last)) => audit::sequence(first, last),
        _ => String::new(),
    }
}

/// The filters as one line, to be kept or told to somebody.
#[component]
fn QueryLine(line: String) -> impl IntoView {
    (!line.is_empty()).then(|| {
        view! {
            <p class="query-line">
                <span class="query-line-label">{audit::QUERY_LINE}</span>
                <code>{line}</code>
            </p>
        }
        .into_any()
    })
}

#[component]
fn Chart(activity: Activity, query: AuditQuery) -> impl IntoView {
    let slug = Place::current().slug;
    let links = activity
        .buckets
        .iter()
        .map(|bucket| {
            let range = Range::Custom {
                from: bound(&bucket.from),
                to: bound(&bucket.to),
            };
            paths::audit(&slug, &query.over(range))
        })
        .collect();
    let since = activity.since.as_ref();
    let since = since.map(|since| audit::counted_since(&since.utc));
    view! {
        <section class="audit-chart">
            <h2 class="visually-hidden" id="activity">{audit::ACTIVITY}</h2>
            <ActivityChart activity labelled_by="activity" links/>
            {since.map(|since| view! { <p class="muted">{since}</p> })}
        </section>
    }
    .into_any()
}

/// How far a page has looked, and the way on.
struct Further {
    text: String,
    label: &'static str,
    href: String,
}

impl Further {
    fn new(stopped: &Stopped, href: String) -> Self {
        let label = if stopped.upwards {
            audit::FURTHER_ON
        } else {
            audit::FURTHER_BACK
        };
        Self {
            text: audit::stopped(&stopped.at.utc, stopped.upwards),
            label,
            href,
        }
    }
}

#[component]
fn SearchFurther(further: Further) -> impl IntoView {
    view! {
        <div class="pager">
            <p class="muted">{further.text}</p>
            <a class="button" href=further.href>{further.label}</a>
        </div>
    }
    .into_any()
}

#[component]
fn Nothing(query: AuditQuery, oldest: Option<Instant>, further: Option<Further>) -> impl IntoView {
    let slug = Place::current().slug;
    if let Some(Further { text, label, href }) = further {
        return view! {
            <EmptyState results=true
                title=audit::STOPPED
                text=text.into_any()
                action=view! { <a class="button" href=href>{label}</a> }.into_any()
            />
        }
        .into_any();
    }
    let Some(oldest) = oldest else {
        return view! {
            <EmptyState results=true
                title=audit::EMPTY_EVER
                text=audit::EMPTY_EVER_TEXT.into_any()
                action=view! { <a class="button primary" href=paths::connect(&slug)>{directory::CONNECT}</a> }
                    .into_any()
            />
        }
        .into_any();
    };
    let (title, action, query) = match (query.is_filtered(), &query.range) {
        (true, Range::All) => (audit::EMPTY_FILTER, audit::CLEAR, AuditQuery::default()),
        (true, _) => (
            audit::EMPTY_FILTER,
            audit::SEARCH_ALL,
            query.over(Range::All),
        ),
        (false, _) => (audit::EMPTY_RANGE, audit::SHOW_ALL, query.over(Range::All)),
    };
    let href = paths::audit(&slug, &query);
    view! {
        <EmptyState results=true
            title
            text=audit::oldest(&oldest.utc).into_any()
            action=view! { <a class="button" href=href>{action}</a> }.into_any()
        />
    }
    .into_any()
}

#[component]
fn AuditFilters(query: AuditQuery, tokens: Vec<String>, errors: Vec<FieldError>) -> impl IntoView {
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
fn chips(query: &AuditQuery, slug: &str) -> Vec<Chip> {
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
