//! What can be wrong with a handle, and how it is said.

use crate::support::LONG;
use superconfig::{ConfigRegistry, HandleError, RegistryOptions};

#[test]
fn unknown_ids_harm_nothing() {
    let registry = ConfigRegistry::new();
    let handle = registry.insert(1_u8);
    for id in [0, 2, 40, 1 << 32, (1 << 32) | 1, u64::MAX] {
        assert_eq!(registry.handle::<u8>(id), Err(HandleError::Unknown { id }));
    }
    assert_eq!(*handle.get().unwrap(), 1);
}

#[test]
fn an_id_of_another_type_is_refused() {
    let registry = ConfigRegistry::new();
    let handle = registry.insert(1_u8);
    let error = registry.handle::<String>(handle.id()).unwrap_err();
    let expected = std::any::type_name::<String>();
    assert_eq!(error, HandleError::WrongType { id: 1, expected, found: "u8" });
    assert_eq!(*handle.get().unwrap(), 1);
    drop(handle);
    assert!(registry.is_empty(), "the attempt has left no count behind");
}

#[test]
fn handles_of_another_registry_are_refused() {
    let (one, other) = (ConfigRegistry::new(), ConfigRegistry::new());
    let handle = one.insert(1);
    let twin = other.insert(2);
    let foreign = HandleError::Foreign { id: handle.id() };
    assert_eq!(twin.id(), handle.id());
    assert_eq!(other.get(&handle), Err(foreign));
    assert_eq!(other.update(&handle, 3), Err(foreign));
    assert_eq!(other.remove(handle.clone()), Err(foreign));
    assert!(!other.contains(&handle) && one.contains(&handle));
    assert_eq!((*handle.get().unwrap(), *twin.get().unwrap()), (1, 2));
}

#[test]
fn every_error_says_what_happened() {
    let text = |error: HandleError| error.to_string();
    assert_eq!(text(HandleError::Unknown { id: 3 }), "no entry has the id 3");
    assert_eq!(text(HandleError::Removed { id: 3 }), "entry 3 was removed");
    assert_eq!(text(HandleError::Expired { id: 3 }), "the time to live of entry 3 is over");
    assert_eq!(text(HandleError::Foreign { id: 3 }), "handle 3 belongs to another registry");
    assert_eq!(text(HandleError::Full), "the registry is full");
    let wrong = HandleError::WrongType { id: 3, expected: "u8", found: "bool" };
    assert_eq!(text(wrong), "entry 3 holds a `bool`, not a `u8`");
    let source: Box<dyn std::error::Error + Send + Sync> = Box::new(HandleError::Full);
    assert!(source.source().is_none());
}

#[test]
fn debug_shows_ids_and_never_values() {
    let registry = ConfigRegistry::new();
    let handle = registry.insert(String::from("s3cret"));
    assert_eq!(format!("{handle:?}"), "ConfigHandle<alloc::string::String>(1)");
    assert_eq!(format!("{:?}", handle.reader()), "Reader of ConfigHandle<alloc::string::String>(1)");
    let shown = format!("{registry:?}");
    assert!(shown.contains("total_handles: 1") && !shown.contains("s3cret"), "{shown}");
    assert_eq!(format!("{:?}", handle.load().unwrap()), "\"s3cret\"", "a guard is as its value");
}

#[test]
fn handles_are_equal_if_they_are_of_one_entry() {
    let registry = ConfigRegistry::new();
    let (one, other) = (registry.insert(1), registry.insert(1));
    assert_eq!(one, one.clone());
    assert_eq!(one, registry.handle(one.id()).unwrap());
    assert_ne!(one, other);
}

#[test]
fn a_full_registry_refuses_and_stays_as_it_is() {
    let registry = ConfigRegistry::with_options(RegistryOptions::new().capacity(2));
    let (one, two) = (registry.insert(1), registry.insert(2));
    let refused = registry.insert(3);
    assert_eq!(refused.id(), 0);
    assert_eq!(refused.get(), Err(HandleError::Full));
    assert_eq!(registry.update(&refused, 4), Err(HandleError::Full));
    assert_eq!(refused.reader().get(), Err(HandleError::Full));
    assert!(!registry.contains(&refused));
    assert_eq!(registry.remove(refused.clone()), Err(HandleError::Full));
    assert_eq!(registry.insert_with_ttl(3, LONG).get(), Err(HandleError::Full));
    assert_eq!(registry.insert_measured(3).get(), Err(HandleError::Full));
    assert_eq!(registry.try_insert(5), Err(5));
    drop(refused);
    assert_eq!((registry.len(), *one.get().unwrap(), *two.get().unwrap()), (2, 1, 2));
    registry.remove(one).unwrap();
    let three = registry.try_insert(3).unwrap();
    assert_eq!((registry.len(), registry.stats().created, *three.get().unwrap()), (2, 3, 3));
}
