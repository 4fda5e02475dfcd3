//! A decision allocates nothing, whatever it rests on.

use permission_engine::{Basis, Catalogue, Engine, ObjectIx, Permission, Policy, Subject};

const EXAMPLE: &str =
    include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/access/policy.toml"));

/// What the example has no case of: a permission that implies others, nobody's user, and an
/// exclusion that is inherited.
const MORE: &str = "\
roles.Implying = { kind = \"general\", allow = [\"adminDHCP\"] }
users.ida = { roles = [\"Implying\"] }
users.nobody = {}
objects.closed = { kind = \"range\", created = 50, exclude = [\"DHCP Administrators\"] }
objects.below = { kind = \"scope\", created = 51, parent = \"closed\" }
";

#[test]
fn no_decision_allocates() {
    let text = EXAMPLE.replacen("\n[roles.", &format!("\n{MORE}\n[roles."), 1);
    let engine = Engine::new(Policy::from_toml(&text, Catalogue::dhcp()).unwrap());
    let users = engine.users().map(Subject::User);
    let people: Vec<Subject> = users.chain(engine.groups().map(Subject::Group)).collect();
    let permissions: Vec<Permission> =
        engine.catalogue().permissions().map(|(permission, _)| permission).collect();
    let places: Vec<Option<ObjectIx>> =
        std::iter::once(None).chain(engine.objects().map(Some)).collect();
    let mut seen = [false; Basis::ALL.len()];
    let mut asked = 0_u32;
    let info = allocation_counter::measure(|| {
        for who in &people {
            for permission in &permissions {
                for place in &places {
                    let decision = engine.can(*who, *permission, *place);
                    seen[decision.basis() as usize] = true;
                    asked += 1;
                }
            }
        }
    });
    assert_eq!(info.count_total, 0, "{asked} decisions");
    let never: Vec<Basis> = Basis::ALL.into_iter().filter(|one| !seen[*one as usize]).collect();
    assert_eq!(never, [], "every basis has a case");
}
