//! What identity providers do from their first call to the last: probe, create, change, push
//! groups, deprovision. The requests are in `scim/testdata/http`, one file each.

use super::replay::{Replay, recorded};
use crate::harness::each_backend;

async fn check(name: &str) {
    let sequence = recorded(name);
    each_backend(async |world| {
        let mut replay = Replay::new(world);
        replay.play(name, &sequence).await;
        replay.finish(sequence["idp"].as_str());
    })
    .await;
}

#[tokio::test]
async fn okta_gets_the_answers_it_needs() {
    check("okta").await;
}

#[tokio::test]
async fn entra_gets_the_answers_it_needs() {
    check("entra").await;
}

#[tokio::test]
async fn entra_with_its_compatibility_flag_gets_the_answers_it_needs() {
    check("entra-flag").await;
}

#[tokio::test]
async fn onelogin_gets_the_answers_it_needs() {
    check("onelogin").await;
}

#[tokio::test]
async fn jumpcloud_gets_the_answers_it_needs() {
    check("jumpcloud").await;
}

#[tokio::test]
async fn keycloak_gets_the_answers_it_needs() {
    check("keycloak").await;
}

#[tokio::test]
async fn authentik_gets_the_answers_it_needs() {
    check("authentik").await;
}
