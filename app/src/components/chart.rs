//! The activity chart: stacked columns drawn as SVG on the server, and the same numbers as a table.
//!
//! The drawing is for eyes and pointers. Forty-eight narrow columns are no targets for a keyboard or
//! a finger, and no words for a screen reader: for these the table has the same links.

use leptos::prelude::*;

use crate::model::Instant;
use crate::model::activity::{Activity, Bucket};
use crate::text;

/// Width of a column with its gap, and height of the drawing, in its own units.
const STEP: u64 = 12;
const BAR: u64 = 9;
const HEIGHT: u64 = 100;

#[component]
pub(crate) fn ActivityChart(
    activity: Activity,
    /// The heading above it, whose text names the drawing.
    labelled_by: &'static str,
    /// Addresses of the columns, in their order; empty for none.
    #[prop(optional)]
    links: Vec<String>,
) -> impl IntoView {
    let peak = activity
        .buckets
        .iter()
        .map(Bucket::total)
        .max()
        .unwrap_or(0)
        .max(1);
    let width = STEP * u64::try_from(activity.buckets.len()).unwrap_or(1).max(1);
    let columns = activity
        .buckets
        .iter()
        .zip((0..).step_by(usize::try_from(STEP).unwrap_or(1)))
        .enumerate()
        .map(|(index, (bucket, left))| column(bucket, left, peak, links.get(index).cloned()))
        .collect_view();
    let (first, last) = ends(&activity.buckets);
    view! {
        <figure class="chart" aria-labelledby=labelled_by>
            <div class="chart-scale num" aria-hidden="true">
                <span>{text::number(peak)}</span>
                <span>"0"</span>
            </div>
            <svg
                viewBox=format!("0 0 {width} {HEIGHT}")
                preserveAspectRatio="none"
                aria-hidden="true"
            >
                {columns}
            </svg>
            <div class="chart-axis num muted" aria-hidden="true">
                <span>{first}</span>
                <span>{last}</span>
            </div>
            <figcaption>
                <Key/>
                <ChartTable buckets=activity.buckets links/>
            </figcaption>
        </figure>
    }
    .into_any()
}

/// What the axis says at its two ends.
fn ends(buckets: &[Bucket]) -> (String, String) {
    let label = |at: &Instant| format!("{} {}", at.minute(), text::UTC);
    let first = buckets
        .first()
        .map(|bucket| label(&bucket.from))
        .unwrap_or_default();
    let last = buckets
        .last()
        .map(|bucket| label(&bucket.to))
        .unwrap_or_default();
    (first, last)
}

fn column(bucket: &Bucket, left: u64, peak: u64, link: Option<String>) -> AnyView {
    let words = text::audit::bucket(
        bucket.from.minute(),
        bucket.success,
        bucket.no_change,
        bucket.errors,
    );
    let mut top = HEIGHT;
    let bars = [
        ("ok", bucket.success),
        ("quiet", bucket.no_change),
        ("bad", bucket.errors),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .map(|(class, count)| {
        // A single event among thousands still gets a visible line.
        let height = (count * (HEIGHT - 4) / peak).max(2).min(top);
        top -= height;
        view! { <rect class=class x=left y=top width=BAR height=height></rect> }
    })
    .collect_view();
    let area = view! { <rect class="area" x=left y="0" width=BAR height=HEIGHT></rect> };
    match link {
        Some(href) => view! {
            <a href=href tabindex="-1">
                <title>{words}</title>
                {area}
                {bars}
            </a>
        }
        .into_any(),
        None => view! {
            <g>
                <title>{words}</title>
                {area}
                {bars}
            </g>
        }
        .into_any(),
    }
}

#[component]
fn Key() -> impl IntoView {
    let parts = [
        ("ok", text::audit::CHART_SUCCESS),
        ("quiet", text::audit::CHART_NO_CHANGE),
        ("bad", text::audit::CHART_ERRORS),
    ];
    let items = parts
        .into_iter()
        .map(|(class, word)| {
            view! {
                <li>
                    <svg class="swatch" viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
                        <rect class=class width="10" height="10" rx="2"></rect>
                    </svg>
                    {word}
                </li>
            }
        })
        .collect_view();
    view! { <ul class="chart-key">{items}</ul> }.into_any()
}

#[component]
fn ChartTable(buckets: Vec<Bucket>, links: Vec<String>) -> impl IntoView {
    let rows = buckets
        .into_iter()
        .enumerate()
        .filter(|(_, bucket)| bucket.total() > 0)
        .map(|(index, bucket)| {
            let from = bucket.from.minute().to_owned();
            let from = match links.get(index).cloned() {
                Some(href) => view! { <a href=href>{from}</a> }.into_any(),
                None => from.into_any(),
            };
            view! {
                <tr>
                    <th scope="row" class="num">{from}</th>
                    <td class="num">{text::number(bucket.success)}</td>
                    <td class="num">{text::number(bucket.no_change)}</td>
                    <td class="num">{text::number(bucket.errors)}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <details class="chart-table">
            <summary>{text::audit::AS_TABLE}</summary>
            <table class="plain">
                <thead>
                    <tr>
                        <th scope="col">{text::audit::CHART_FROM}</th>
                        <th scope="col" class="num">{text::audit::CHART_SUCCESS}</th>
                        <th scope="col" class="num">{text::audit::CHART_NO_CHANGE}</th>
                        <th scope="col" class="num">{text::audit::CHART_ERRORS}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </details>
    }
    .into_any()
}
