//! The request of an event again: as a command, and in the logs of others.

use leptos::prelude::*;

use crate::components::value::Command;
use crate::islands::copy::CopyButton;
use crate::model::curl::Curl;
use crate::model::elsewhere::Elsewhere as Search;
use crate::text::elsewhere;

/// The command, folded.
#[component]
pub(crate) fn AsCurl(curl: Curl) -> impl IntoView {
    let lacks = curl
        .lacks
        .into_iter()
        .map(|lack| view! { <li>{elsewhere::lack(lack)}</li> })
        .collect::<Vec<_>>();
    let lacks = (!lacks.is_empty()).then(|| view! { <ul class="lacks">{lacks}</ul> });
    view! {
        <details class="fold curl">
            <summary>{elsewhere::AS_CURL}</summary>
            <p class="muted">{elsewhere::CURL_HINT}</p>
            {lacks}
            <Command text=curl.command id="curl"/>
        </details>
    }
    .into_any()
}

/// Where else the request left a trace.
#[component]
pub(crate) fn OtherSide(request_id: String, search: Option<Search>) -> impl IntoView {
    let search = search.map(|search| {
        let hint = elsewhere::log_hint(search.log, &search.from, &search.to);
        view! {
            <Trace
                log=elsewhere::log(search.log)
                hint
                text=search.search()
                id="provider-search"
                copy=elsewhere::COPY_SEARCH
            />
        }
    });
    view! {
        <section>
            <h2>{elsewhere::TITLE}</h2>
            <dl class="facts">
                {search}
                <Trace
                    log=elsewhere::SERVER_LOG
                    hint=elsewhere::SERVER_LOG_HINT
                    text=request_id
                    id="log-search"
                    copy=elsewhere::COPY_REQUEST_ID
                />
            </dl>
        </section>
    }
    .into_any()
}

#[component]
fn Trace(
    log: &'static str,
    #[prop(into)] hint: String,
    text: String,
    id: &'static str,
    copy: &'static str,
) -> impl IntoView {
    view! {
        <div>
            <dt>{log}</dt>
            <dd>
                <p class="muted">{hint}</p>
                <p class="copyable">
                    <code id=id><bdi>{text}</bdi></code>
                    <CopyButton target=id.to_owned() label=copy.to_owned() icon_only=true/>
                </p>
            </dd>
        </div>
    }
    .into_any()
}
