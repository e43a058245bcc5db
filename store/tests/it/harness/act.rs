//! A closure as a use case.

use std::future::Future;
use std::marker::PhantomData;
use std::pin::Pin;

use store::{Error, SystemTx, SystemUseCase, TenantTx, UseCase};

/// What a test's use case answers.
pub(crate) type Answer<'t, T> = Pin<Box<dyn Future<Output = Result<T, Error>> + Send + 't>>;

/// A use case of no tenant.
pub(super) fn across_tenants<T, F>(act: F) -> Act<F, T>
where
    F: for<'t> Fn(&'t SystemTx) -> Answer<'t, T>,
{
    Act(act, PhantomData)
}

/// A closure as a use case.
pub(super) struct Act<F, T>(pub(super) F, pub(super) PhantomData<fn() -> T>);

impl<F, T> UseCase for Act<F, T>
where
    F: for<'t> Fn(&'t TenantTx) -> Answer<'t, T> + Send + Sync + 'static,
    T: Send + 'static,
{
    type Output = T;
    type Error = Error;

    fn run(&self, tx: &TenantTx) -> impl Future<Output = Result<T, Error>> + Send {
        (self.0)(tx)
    }
}

impl<F, T> SystemUseCase for Act<F, T>
where
    F: for<'t> Fn(&'t SystemTx) -> Answer<'t, T> + Send + Sync + 'static,
    T: Send + 'static,
{
    type Output = T;
    type Error = Error;

    fn run(&self, tx: &SystemTx) -> impl Future<Output = Result<T, Error>> + Send {
        (self.0)(tx)
    }
}
