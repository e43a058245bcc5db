//! Every refusal that this server can write has an explanation of its own.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use app::model::explanation::{Cause, Refusal, explain};
use directory::{Error, FieldError, Kind, Permission};
use scim::{ScimType, Tolerance};

use super::around;

const KINDS: [ScimType; 11] = [
    ScimType::InvalidFilter,
    ScimType::TooMany,
    ScimType::Uniqueness,
    ScimType::Mutability,
    ScimType::InvalidSyntax,
    ScimType::InvalidPath,
    ScimType::NoTarget,
    ScimType::InvalidValue,
    ScimType::InvalidVers,
    ScimType::Sensitive,
    ScimType::InvalidCursor,
];

/// What a use case of SCIM refuses with, but for what the database alone can do.
fn errors() -> Vec<Error> {
    let tolerances = BTreeSet::from([Tolerance::BooleanAsText]);
    let mut errors = vec![
        Error::NotFound,
        Error::Forbidden(Permission::WriteDirectory),
        Error::Forbidden(Permission::ReadDirectory),
        Error::Forbidden(Permission::ReadPast),
        Error::Forbidden(Permission::ReadAudit),
        Error::AddressRefused,
        Error::ResourceTypeRefused(Kind::Group),
        Error::Suspended,
        Error::ToBeDeleted,
        Error::Conflict {
            attribute: "userName",
            detail: "userName \"ada\" already exists in this tenant: choose another".to_owned(),
        },
        Error::PreconditionFailed,
        Error::Unresolved("\"path\" refers to a bulkId that no creation has.".to_owned()),
        Error::TooManyOperations(1_001),
        Error::OutOfTime,
        Error::NotTolerated(tolerances.clone()),
        Error::FilterNotTolerated(tolerances),
        Error::SchemasChanged,
        Error::Limited {
            retry_after: Duration::from_secs(10),
        },
        Error::Internal("a fault".into()),
        Error::WrongSecretKey,
    ];
    errors.extend(KINDS.map(|kind| scim::Error::new(kind, "something else").into()));
    errors
}

/// Every error there is: a new one has to be explained, or is none of SCIM's.
fn is_of_scim(error: &Error) -> bool {
    match error {
        Error::NotFound
        | Error::Forbidden(_)
        | Error::AddressRefused
        | Error::ResourceTypeRefused(_)
        | Error::Suspended
        | Error::ToBeDeleted
        | Error::Unauthenticated
        | Error::Conflict { .. }
        | Error::PreconditionFailed
        | Error::Scim(_)
        | Error::Unresolved(_)
        | Error::TooManyOperations(_)
        | Error::OutOfTime
        | Error::NotTolerated(_)
        | Error::FilterNotTolerated(_)
        | Error::SchemasChanged
        | Error::Limited { .. }
        | Error::Unavailable(_)
        | Error::StorageFull(_)
        | Error::WrongSecretKey
        | Error::Internal(_) => true,
        Error::ProofNeeded | Error::SecondFactorNeeded | Error::Invalid(_) => false,
    }
}

#[test]
fn every_refusal_of_a_use_case_is_explained() {
    assert!(!is_of_scim(&Error::Invalid(vec![FieldError::new(
        "x", "y"
    )])));
    for error in errors() {
        assert!(is_of_scim(&error), "{error:?}");
        let (scim_type, detail) = (error.scim_type(), error.detail());
        let explanation = explain(&Refusal {
            operation: "user.create",
            status: error.status(),
            scim_type: scim_type.map(ScimType::as_str),
            detail: Some(&detail),
            idp: None,
        });
        assert_ne!(explanation.cause, Cause::Unknown, "{error:?}");
        assert_ne!(explanation.cause, Cause::Forbidden, "{error:?}");
    }
}

#[test]
fn every_reason_for_which_a_credential_is_refused_has_a_cause_of_its_own() {
    let mut causes = HashMap::new();
    for reason in directory::denial_reasons() {
        let cause = explain(&Refusal {
            operation: "access.denied",
            status: 401,
            detail: Some(&reason),
            ..Refusal::default()
        })
        .cause;
        // Of a way that is switched off there are three.
        let before = causes.insert(cause, reason.clone());
        assert!(
            before.is_none() || cause == Cause::WaySwitchedOff,
            "{reason}: {cause:?} is that of {before:?}"
        );
    }
    assert_eq!(causes.len(), 15);
}

#[test]
fn whatever_http_alone_refuses_is_explained() {
    for (status, cause) in [
        (403, Cause::DiscoveryFilter),
        (405, Cause::UnknownMethod),
        (408, Cause::SlowBody),
        (413, Cause::LargeBody),
        (415, Cause::MediaType),
        (431, Cause::LargeHead),
        (501, Cause::NotOffered),
        (503, Cause::Unavailable),
        (507, Cause::NoSpace),
    ] {
        let detail = match status {
            403 => "Discovery takes no filter: leave it out.",
            405 => "PUT is not possible here; the Allow header names what is.",
            _ => "",
        };
        let refusal = Refusal {
            operation: "user.create",
            status,
            detail: Some(detail),
            ..Refusal::default()
        };
        assert_eq!(explain(&refusal).cause, cause, "{status}");
    }
}

#[test]
fn a_run_is_within_five_minutes_and_ends_with_a_whole_minute() {
    let (from, to) = around("2026-11-21T02:11:03.412Z".parse().unwrap());
    assert_eq!((&*from, &*to), ("2026-11-21T02:06", "2026-11-21T02:17"));
}
