//! A log as an identity provider makes it: through the store, as the server does, so that what is
//! measured is what the server would have.

use std::sync::Arc;

use chrono::Duration;
use serde_json::{Value, json};
use store::audit::{Head, NewEvent, Seal};
use store::{
    Clock, IdGenerator, Options, Store, SystemClock, TenantTx, TestClock, UseCase, UserId,
};

use crate::Failure;
use crate::site::{Database, TENANT};

/// Events of one transaction.
const PORTION: u64 = 5_000;
/// How long it took until the log was what it is.
const SPAN: Duration = Duration::days(30);
const PEOPLE: u64 = 10_000;

/// Adds that many sealed events, of the last thirty days.
pub(crate) async fn fill(database: &Database, events: u64) -> Result<(), Failure> {
    let store = Store::connect(&database.url, Options::default()).await?;
    let tenant = store.system().tenant_by_slug(TENANT).await?;
    let tenant = tenant.ok_or("there is no tenant")?;
    let mut maker = Maker::new(events);
    let mut head = store.read(&tenant).audit().head().await?;
    let mut made = 0;
    while made < events {
        let count = PORTION.min(events - made);
        let events: Vec<NewEvent> = (made..made + count).map(|nth| maker.event(nth)).collect();
        let write = Sealed::new(events, head.take());
        head = Some(write.head.clone());
        store.write(&tenant, write).await?;
        made += count;
    }
    Ok(store.close().await?)
}

/// Events that are written and sealed at once.
struct Sealed {
    events: Vec<NewEvent>,
    seals: Vec<Seal>,
    head: Head,
}

impl Sealed {
    /// The chain is one in form: its hashes are the ids, twice.
    fn new(events: Vec<NewEvent>, before: Option<Head>) -> Self {
        let (mut seq, mut hash) = before.map_or((0, String::new()), |head| (head.seq, head.hash));
        let mut seals = Vec::with_capacity(events.len());
        for event in &events {
            let next = format!("{0:x}{0:x}", event.id.as_uuid().as_simple());
            seq += 1;
            seals.push(Seal {
                id: event.id,
                seq,
                prev_hash: std::mem::replace(&mut hash, next.clone()),
                hash: next.clone(),
                digests: digests(event, &next),
            });
        }
        let head = Head {
            seq,
            hash,
            updated_at: SystemClock.now(),
            signed_seq: Some(seq),
            signature: Some(String::new()),
        };
        Self {
            events,
            seals,
            head,
        }
    }
}

impl UseCase for Sealed {
    type Output = ();
    type Error = store::Error;

    async fn run(&self, tx: &TenantTx) -> Result<(), store::Error> {
        let audit = tx.audit();
        audit.chain_for_update().await?;
        audit.insert_many(&self.events).await?;
        audit.seal(&self.seals, &self.head).await
    }
}

/// Of one of the fields of a write that may be erased: the log should fit a disk.
fn digests(event: &NewEvent, hash: &str) -> Value {
    match event.request_body {
        Some(_) => json!({"changes": {"salt": &hash[..32], "digest": hash}}),
        None => json!({}),
    }
}

/// Makes events that differ as those of a tenant do.
struct Maker {
    clock: TestClock,
    ids: IdGenerator,
    people: Vec<UserId>,
    step: Duration,
    events: u64,
}

impl Maker {
    fn new(events: u64) -> Self {
        let begin = SystemClock.now() - SPAN;
        let clock = TestClock::at(begin);
        let ids = IdGenerator::new(Arc::new(clock.clone()));
        let step = i64::try_from(events).map_or(SPAN, |events| {
            Duration::milliseconds(SPAN.num_milliseconds() / events.max(1))
        });
        let people = (0..PEOPLE.min(events)).map(|_| ids.next()).collect();
        Self {
            clock,
            ids,
            people,
            step,
            events,
        }
    }

    /// Mostly reads and updates; few refusals; three failures and five tokens in all of it.
    fn event(&mut self, nth: u64) -> NewEvent {
        self.clock.advance(self.step);
        let chance = mixed(nth);
        let person = usize::try_from(mixed(chance) % self.people.len() as u64).unwrap_or_default();
        if nth % (self.events / 3) == self.events / 7 {
            let failed = self.about(person, chance, "user.update", "server_error");
            let detail = Some("The database did not answer.".to_owned());
            return NewEvent { detail, ..failed };
        }
        if nth % (self.events / 5) == self.events / 9 {
            return self.issued();
        }
        match chance % 200 {
            0..=109 => NewEvent {
                is_read: true,
                request_body: None,
                changes: json!([]),
                ..self.about(person, chance, "user.read", "success")
            },
            110 => NewEvent {
                detail: Some(format!(
                    "userName person{person}@bench.example already exists"
                )),
                scim_type: Some("uniqueness".to_owned()),
                status: Some(409),
                ..self.about(person, chance, "user.create", "client_error")
            },
            111..=126 => NewEvent {
                changes: json!([]),
                ..self.about(person, chance, "user.update", "no_change")
            },
            127..=134 => self.about(person, chance, "user.create", "success"),
            135..=139 => self.about(person, chance, "group.members", "success"),
            _ => self.about(person, chance, "user.update", "success"),
        }
    }

    fn about(&self, person: usize, chance: u64, operation: &str, outcome: &str) -> NewEvent {
        let id: store::EventId = self.ids.next();
        let text = |text: &str| Some(text.to_owned());
        let okta = chance / 200 % 10 < 7;
        let subject = self.people[person].to_string();
        NewEvent {
            id,
            time: self.clock.now(),
            tenant_slug: TENANT.to_owned(),
            actor_type: "token".to_owned(),
            actor_id: text(if okta { "1b4e28ba" } else { "6fa459ea" }),
            actor_label: text(if okta { "okta" } else { "entra" }),
            token_prefix: text(if okta {
                "rc_scim_4fQwZ1"
            } else {
                "rc_scim_9dKpA7"
            }),
            idp: text(if okta { "okta" } else { "entra" }),
            ip: text("203.0.113.7"),
            user_agent: text("Okta SCIM Client 1.0.0"),
            request_id: id.to_string(),
            channel: "scim".to_owned(),
            operation: operation.to_owned(),
            method: text("PATCH"),
            path: Some(format!("/t/{TENANT}/scim/v2/Users/{subject}")),
            resource_type: text("User"),
            resource_id: Some(subject),
            resource_external_id: Some(format!("00u{person:08}")),
            resource_label: Some(format!("person{person}@bench.example")),
            outcome: outcome.to_owned(),
            status: Some(200),
            scim_type: None,
            detail: None,
            duration_ms: 4,
            changes: json!([{"path": "active", "op": "replace", "before": true, "after": false}]),
            tolerances: Vec::new(),
            request_body: Some(json!({
                "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                "Operations": [{"op": "replace", "path": "active", "value": false}],
            })),
            response_body: None,
            redactions: Vec::new(),
            count: 1,
            is_read: false,
            masks: Vec::new(),
        }
    }

    fn issued(&self) -> NewEvent {
        NewEvent {
            actor_type: "member".to_owned(),
            actor_label: Some("owner@bench.example".to_owned()),
            channel: "console".to_owned(),
            resource_type: Some("Token".to_owned()),
            ..self.about(0, 0, "token.issue", "success")
        }
    }
}

/// Numbers without an order that are the same in every run.
fn mixed(number: u64) -> u64 {
    let mixed = (number ^ (number >> 31)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    (mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 7
}
