//! The switch that lets the audit log's list follow the log.

use leptos::prelude::*;

use crate::text::live;

/// Where following stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "hydrate"),
    expect(dead_code, reason = "the server never follows")
)]
enum State {
    Off,
    On,
    /// Somebody is reading the list, or there is none to put rows into; so many events wait.
    Paused(u32),
    Broken,
    /// The server says no: the session is over, or too many follow.
    Ended,
}

/// Puts new events on top of the list that is shown. Off until it is pressed; without script it is
/// not there, and the link beside it gets the same.
#[island]
pub fn LiveTail(
    /// The address of the events, but for the number at its end.
    url: String,
    /// The number after which events are new to this page.
    after: String,
) -> impl IntoView {
    let state = RwSignal::new(State::Off);
    let heard = RwSignal::new(String::new());
    let shown = move || match state.get() {
        State::Off => String::new(),
        State::On => live::CONNECTED.to_owned(),
        State::Paused(waiting) => live::paused(waiting),
        State::Broken => live::BROKEN.to_owned(),
        State::Ended => live::ENDED.to_owned(),
    };
    let pressed = move || {
        if state.get() == State::Off {
            "false"
        } else {
            "true"
        }
    };
    view! {
        <span class="live">
            <span class="muted live-state" hidden=move || state.get() == State::Off>{shown}</span>
            <button
                type="button"
                class="button"
                aria-pressed=pressed
                on:click=move |_| browser::toggle(&url, &after, state, heard)
            >
                {live::LIVE}
            </button>
            <span class="visually-hidden" role="status">{move || heard.get()}</span>
        </span>
    }
}

#[cfg(feature = "hydrate")]
mod browser {
    use std::cell::RefCell;
    use std::time::Duration;

    use leptos::leptos_dom::helpers::IntervalHandle;
    use leptos::prelude::*;
    use leptos::wasm_bindgen::JsCast as _;
    use leptos::wasm_bindgen::closure::Closure;
    use web_sys::{Element, EventSource, MessageEvent};

    use super::State;
    use crate::text::live;

    const TICK: Duration = Duration::from_secs(1);
    /// Seconds between two sentences to those who hear the page.
    const QUIET: u32 = 10;
    /// Seconds after which a hidden page lets its connection go: there are few for each server.
    const HIDDEN: u32 = 60;
    /// Rows that are kept.
    const MOST: u32 = 500;

    thread_local! {
        /// The one list of the page.
        static TAIL: RefCell<Option<Tail>> = const { RefCell::new(None) };
    }

    struct Tail {
        url: String,
        /// The last number that was told.
        last: String,
        source: Option<EventSource>,
        timer: Option<IntervalHandle>,
        /// Rows that wait, oldest first.
        waiting: Vec<String>,
        came: u32,
        errors: u32,
        quiet: u32,
        hidden: u32,
        state: RwSignal<State>,
        heard: RwSignal<String>,
    }

    pub(super) fn toggle(url: &str, after: &str, state: RwSignal<State>, heard: RwSignal<String>) {
        TAIL.with_borrow_mut(|tail| {
            let tail = tail.get_or_insert_with(|| Tail {
                url: url.to_owned(),
                last: after.to_owned(),
                source: None,
                timer: None,
                waiting: Vec::new(),
                came: 0,
                errors: 0,
                quiet: QUIET,
                hidden: 0,
                state,
                heard,
            });
            if tail.timer.is_some() {
                tail.end();
            } else {
                tail.begin();
            }
        });
    }

    fn with_tail(act: impl FnOnce(&mut Tail)) {
        TAIL.with_borrow_mut(|tail| {
            if let Some(tail) = tail {
                act(tail);
            }
        });
    }

    impl Tail {
        fn begin(&mut self) {
            self.connect();
            self.timer = set_interval_with_handle(|| with_tail(Self::tick), TICK).ok();
        }

        fn end(&mut self) {
            self.disconnect();
            if let Some(timer) = self.timer.take() {
                timer.clear();
            }
            self.state.set(State::Off);
        }

        fn disconnect(&mut self) {
            if let Some(source) = self.source.take() {
                source.close();
            }
        }

        fn connect(&mut self) {
            self.state.set(State::On);
            let Ok(source) = EventSource::new(&format!("{}{}", self.url, self.last)) else {
                self.state.set(State::Ended);
                return;
            };
            let told = Closure::<dyn Fn(MessageEvent)>::new(|event: MessageEvent| {
                with_tail(|tail| tail.take(&event));
            });
            source.set_onmessage(Some(told.into_js_value().unchecked_ref()));
            let open = Closure::<dyn Fn()>::new(|| with_tail(Self::show));
            source.set_onopen(Some(open.into_js_value().unchecked_ref()));
            let failed = Closure::<dyn Fn()>::new(|| with_tail(Self::failed));
            source.set_onerror(Some(failed.into_js_value().unchecked_ref()));
            self.source = Some(source);
        }

        /// A connection that breaks is made again by the browser; one that is refused is not.
        fn failed(&mut self) {
            let state = self.source.as_ref().map(EventSource::ready_state);
            match state {
                None => {}
                Some(EventSource::CLOSED) => self.state.set(State::Ended),
                Some(_) => self.state.set(State::Broken),
            }
        }

        /// The event's id and what became of it in the first line, then its row.
        fn take(&mut self, event: &MessageEvent) {
            self.last = event.last_event_id();
            let data = event.data().as_string().unwrap_or_default();
            let Some((head, row)) = data.split_once('\n') else {
                return;
            };
            let (id, kind) = head.split_once(' ').unwrap_or((head, ""));
            let known = format!("#results a[href*=\"/audit/{id}\"]");
            if document().query_selector(&known).ok().flatten().is_some() {
                return;
            }
            self.waiting.push(row.to_owned());
            self.came += 1;
            self.errors += u32::from(kind == "failed");
            self.show();
        }

        /// Puts what waits into the list, unless somebody is reading it.
        fn show(&mut self) {
            let waiting = u32::try_from(self.waiting.len()).unwrap_or(u32::MAX);
            let list = find("#results tbody");
            let read = find("#results")
                .is_some_and(|results| results.matches(":hover, :focus-within").unwrap_or(false));
            let Some(list) = list.filter(|_| !read) else {
                if waiting > 0 {
                    self.state.set(State::Paused(waiting));
                }
                return;
            };
            for row in self.waiting.drain(..) {
                // What could not be put in is on the page again after a refresh.
                let _ = list.insert_adjacent_html("afterbegin", &row);
            }
            while list.child_element_count() > MOST {
                match list.last_element_child() {
                    Some(oldest) => oldest.remove(),
                    None => break,
                }
            }
            if self.source.as_ref().map(EventSource::ready_state) == Some(EventSource::OPEN) {
                self.state.set(State::On);
            }
        }

        fn tick(&mut self) {
            if !self.waiting.is_empty() {
                self.show();
            }
            self.quiet += 1;
            if self.quiet >= QUIET && self.came > 0 {
                self.heard.set(live::came(self.came, self.errors));
                (self.came, self.errors, self.quiet) = (0, 0, 0);
            }
            if document().hidden() {
                self.hidden += 1;
                if self.hidden == HIDDEN {
                    self.disconnect();
                }
            } else {
                if self.hidden >= HIDDEN {
                    self.connect();
                }
                self.hidden = 0;
            }
        }
    }

    fn find(selector: &str) -> Option<Element> {
        document().query_selector(selector).ok().flatten()
    }
}

#[cfg(not(feature = "hydrate"))]
mod browser {
    use leptos::prelude::RwSignal;

    use super::State;

    /// The server renders the switch and never presses it.
    pub(super) fn toggle(
        _url: &str,
        _after: &str,
        _state: RwSignal<State>,
        _heard: RwSignal<String>,
    ) {
    }
}
