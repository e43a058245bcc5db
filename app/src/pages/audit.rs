//! The audit log: filters, activity, events.

mod filters;

use leptos::prelude::*;

use self::filters::{AuditFilters, chips};
use crate::components::chart::ActivityChart;
use crate::components::event::EventTable;
use crate::components::field::ErrorSummary;
use crate::components::fill::fill;
use crate::components::filters::{Chips, line_words};
use crate::components::header::PageHeader;
use crate::components::notice::EmptyState;
use crate::components::table::PagerLine;
use crate::components::time::Moment;
use crate::components::views::ViewLinks;
use crate::islands::live::LiveTail;
use crate::model::Instant;
use crate::model::activity::Activity;
use crate::model::audit::{AuditPage, Stopped};
use crate::model::query::{AuditQuery, Range};
use crate::pages::overview::bound;
use crate::paths;
use crate::place::Place;
use crate::text::{audit, directory};

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
                <code>{line_words(&line)}</code>
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
    let clear = (audit::CLEAR, AuditQuery::default());
    let all = query.over(Range::All);
    let (title, advice, ways) = match (query.is_filtered(), &query.range) {
        (true, Range::All) => (audit::EMPTY_FILTER, None, vec![clear]),
        (true, _) => (
            audit::EMPTY_FILTER,
            Some(audit::EMPTY_FILTER_TEXT),
            vec![(audit::SEARCH_ALL, all), clear],
        ),
        (false, _) => (audit::EMPTY_RANGE, None, vec![(audit::SHOW_ALL, all)]),
    };
    let ways = ways
        .into_iter()
        .map(|(label, query)| {
            let href = paths::audit(&slug, &query);
            view! { <a class="button" href=href>{label}</a> }
        })
        .collect_view();
    let oldest = fill(audit::OLDEST, |placeholder| {
        let at = oldest.clone();
        (placeholder == "when").then(|| view! { <Moment at/> }.into_any())
    });
    view! {
        <EmptyState results=true
            title
            text=view! { {advice.map(|advice| format!("{advice} "))}{oldest} }.into_any()
            action=ways.into_any()
        />
    }
    .into_any()
}
