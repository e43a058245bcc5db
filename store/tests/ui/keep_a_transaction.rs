//! A transaction does not outlive its use case.

struct Keep;

impl store::UseCase for Keep {
    type Output = &'static store::TenantTx;
    type Error = store::Error;

    async fn run(&self, tx: &store::TenantTx) -> Result<Self::Output, store::Error> {
        Ok(tx)
    }
}

fn main() {}
