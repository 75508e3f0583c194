//! Where a pass is, as frames on the stack, and what it notes on its way.

use super::offers::Offer;
use super::plan::Plan;
use super::raise::{Seen, What};
use super::solve::Settings;
use super::{Input, Options};
use crate::value::{KeyPath, Origin, Segment};
use foldhash::HashMap;
use std::cell::{Cell, RefCell};

/// One step of the way to a value. A path is only put together when a fault needs it.
pub(super) struct Frame<'p> {
    pub(super) up: Option<&'p Frame<'p>>,
    pub(super) seg: Seg<'p>,
    /// The position among the siblings: faults are reported in document order.
    pub(super) pos: u32,
    pub(super) from: From,
    pub(super) plan: Option<&'p Plan>,
    /// The target is a `Secret`.
    pub(super) secret: bool,
    /// The key is none of the fields that the struct above asks for: these are they.
    pub(super) stranger: Option<&'static [&'static str]>,
}

#[derive(Clone, Copy)]
pub(super) enum Seg<'p> {
    /// The root, or the same value seen through a newtype.
    Same,
    Key(&'p str),
    Index(usize),
}

/// Where the origin of a value is found.
#[derive(Clone, Copy)]
pub(super) enum From {
    Node(u32),
    Var(usize),
    /// Part of the text of the value above.
    Above,
    Nowhere,
}

/// A place that a fault is about.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// Below the place where the extraction began.
    pub(super) path: KeyPath,
    pub(super) order: Vec<u32>,
    pub(super) origin: Option<Origin>,
    pub(super) secret: bool,
    /// The fault is about a key, not about its value.
    pub(super) on_key: bool,
    /// The value is a scalar: an error about it may show it.
    pub(super) scalar: bool,
    /// A table that was asked for by its fields.
    pub(super) has_fields: bool,
    /// Present keys of the table that its struct does not ask for.
    pub(super) strangers: Vec<(String, Option<Origin>)>,
}

impl<'p> Frame<'p> {
    pub(super) fn root(plan: &'p Plan, at: Option<u32>) -> Self {
        let from = at.map_or(From::Nowhere, From::Node);
        Self { up: None, seg: Seg::Same, pos: 0, from, plan: Some(plan), secret: false, stranger: None }
    }

    pub(super) fn same(&'p self, secret: bool) -> Self {
        Self { up: Some(self), seg: Seg::Same, secret, ..*self }
    }

    pub(super) fn key(&'p self, key: &'p str, pos: u32, from: From) -> Self {
        let plan = self.plan.and_then(|plan| plan.key(key));
        Self { up: Some(self), seg: Seg::Key(key), pos, from, plan, secret: false, stranger: None }
    }

    pub(super) fn index(&'p self, index: usize, from: From) -> Self {
        let plan = self.plan.and_then(|plan| plan.index(index));
        let pos = u32::try_from(index).unwrap_or(u32::MAX);
        Self { up: Some(self), seg: Seg::Index(index), pos, from, plan, secret: false, stranger: None }
    }

    fn ups(&'p self) -> impl Iterator<Item = &'p Frame<'p>> {
        std::iter::successors(Some(self), |frame| frame.up)
    }

    pub(super) fn path(&'p self) -> KeyPath {
        let mut segments: Vec<Segment> = self
            .ups()
            .filter_map(|frame| match frame.seg {
                Seg::Same => None,
                Seg::Key(key) => Some(Segment::Key(key.to_owned())),
                Seg::Index(index) => Some(Segment::Index(index)),
            })
            .collect();
        segments.reverse();
        KeyPath::from(segments)
    }

    pub(super) fn origin(&'p self, input: &impl Input) -> Option<Origin> {
        for frame in self.ups() {
            match frame.from {
                From::Node(id) => return input.origin(id),
                From::Var(var) => return input.unclaimed().get(var).map(|variable| variable.origin.clone()),
                From::Nowhere => return None,
                From::Above => {}
            }
        }
        None
    }

    pub(super) fn place(&'p self, input: &impl Input) -> Place {
        let mut order: Vec<u32> =
            self.ups().filter(|frame| !matches!(frame.seg, Seg::Same)).map(|frame| frame.pos).collect();
        order.reverse();
        Place {
            path: self.path(),
            order,
            origin: self.origin(input),
            secret: self.ups().any(|frame| frame.secret),
            on_key: false,
            scalar: false,
            has_fields: false,
            strangers: Vec::new(),
        }
    }
}

/// One run of the target's `Deserialize` over the input.
pub(super) struct Pass<'p, 'de, I> {
    pub(super) input: &'de I,
    pub(super) options: Options,
    pub(super) base: &'p KeyPath,
    pub(super) settings: &'p Settings,
    /// The root keys that unclaimed variables became, and which variables.
    pub(super) fallbacks: &'p HashMap<u32, usize>,
    notes: RefCell<Notes>,
    visits: Cell<usize>,
}

/// What a pass finds out.
#[derive(Debug, Default)]
pub(super) struct Notes {
    /// Faults that did not end the pass: a placeholder was visited in place of the value.
    pub(super) faults: Vec<(Place, Wrong)>,
    /// Which variable was presented where.
    pub(super) claims: Vec<(usize, KeyPath)>,
    /// Virtual tables that filled nothing.
    pub(super) idle: Vec<KeyPath>,
    /// Keys offered from variables that are a second name of a present field.
    pub(super) doubles: Vec<KeyPath>,
    /// Variables that stand against others for one path: the loser, the winner (`None`: variables below it),
    /// the path.
    pub(super) beaten: Vec<(usize, Option<usize>, KeyPath)>,
    /// Untyped texts, and as what they were presented.
    pub(super) soft: Vec<(Place, Seen)>,
    /// Typed scalars that were visited untyped.
    pub(super) hard: Vec<(Place, Seen)>,
    /// The secret texts that were visited: they must not turn up in messages.
    pub(super) secrets: Vec<String>,
    pub(super) fills: usize,
    pub(super) visits: usize,
}

/// How much was noted when an attempt began.
pub(super) struct Mark {
    faults: usize,
    claims: usize,
    idle: usize,
    doubles: usize,
    beaten: usize,
    soft: usize,
    hard: usize,
}

impl Notes {
    pub(super) fn mark(&self) -> Mark {
        Mark {
            faults: self.faults.len(),
            claims: self.claims.len(),
            idle: self.idle.len(),
            doubles: self.doubles.len(),
            beaten: self.beaten.len(),
            soft: self.soft.len(),
            hard: self.hard.len(),
        }
    }

    pub(super) fn has_faults_since(&self, mark: &Mark) -> bool {
        self.faults.len() > mark.faults
    }

    pub(super) fn has_claims_since(&self, mark: &Mark) -> bool {
        self.claims.len() > mark.claims
    }

    /// Forgets what an attempt noted, but for the secrets that it saw.
    pub(super) fn go_back(&mut self, mark: &Mark) {
        self.faults.truncate(mark.faults);
        self.claims.truncate(mark.claims);
        self.idle.truncate(mark.idle);
        self.doubles.truncate(mark.doubles);
        self.beaten.truncate(mark.beaten);
        self.soft.truncate(mark.soft);
        self.hard.truncate(mark.hard);
    }
}

/// A fault that the deserializer itself finds.
#[derive(Debug)]
pub(super) enum Wrong {
    /// A value that is not of the kind that is asked for.
    Value {
        seen: Seen,
        wanted: &'static str,
        no: super::coerce::No,
    },
    Unknown {
        known: &'static [&'static str],
    },
    Key {
        wanted: &'static str,
    },
    TooLong {
        len: usize,
        taken: usize,
    },
    VariantNeedsValue,
    Visitor(What),
}

impl<'p, 'de, I: Input> Pass<'p, 'de, I> {
    pub(super) fn new(
        input: &'de I,
        options: Options,
        base: &'p KeyPath,
        settings: &'p Settings,
        fallbacks: &'p HashMap<u32, usize>,
    ) -> Self {
        Self { input, options, base, settings, fallbacks, notes: RefCell::default(), visits: Cell::new(0) }
    }

    pub(super) fn into_notes(self) -> Notes {
        Notes { visits: self.visits.get(), ..self.notes.into_inner() }
    }

    /// Counts a value: how long the search for faults goes on depends on it.
    pub(super) fn step(&self) {
        self.visits.set(self.visits.get() + 1);
    }

    pub(super) fn note<R>(&self, add: impl FnOnce(&mut Notes) -> R) -> R {
        add(&mut self.notes.borrow_mut())
    }

    #[cold]
    pub(super) fn fault(&self, frame: &Frame<'_>, wrong: Wrong) {
        let place = frame.place(self.input);
        self.note(|notes| notes.faults.push((place, wrong)));
    }

    pub(super) fn claim(&self, var: usize, path: KeyPath) {
        self.note(|notes| notes.claims.push((var, path)));
    }

    pub(super) fn claimed(&self) -> usize {
        self.notes.borrow().claims.len()
    }

    pub(super) fn is_claimed(&self, var: usize) -> bool {
        self.notes.borrow().claims.iter().any(|&(claimed, _)| claimed == var)
    }

    /// The words of a variable that are left after those of an offer.
    pub(super) fn rest(&self, offer: Offer) -> &'de [String] {
        let variable = self.input.unclaimed().get(offer.var);
        variable.and_then(|variable| variable.words.get(offer.used..)).unwrap_or_default()
    }
}
