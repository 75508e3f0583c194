//! The stable codes of all diagnostics. `docs/diagnostics.md` has one entry for each.

use std::fmt;

/// Declares the codes in one place: variant, number, title.
macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $code:literal, $title:literal;)*) => {
        /// A stable code: what kind of problem a diagnostic reports.
        ///
        /// ```
        /// assert_eq!(superconfig::Code::MissingField.as_str(), "SC0501");
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// All codes, in order.
            ///
            /// ```
            /// use superconfig::Code;
            /// let numbers: Vec<&str> = Code::ALL.iter().map(|code| code.as_str()).collect();
            /// assert!(numbers.is_sorted() && numbers.contains(&"SC0101"));
            /// ```
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The code as it is shown: `SC0501`.
            ///
            /// ```
            /// assert_eq!(superconfig::Code::DuplicateKey.as_str(), "SC0202");
            /// ```
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// What the code means, in a few words.
            ///
            /// ```
            /// assert_eq!(superconfig::Code::DuplicateKey.title(), "duplicate key");
            /// ```
            #[must_use]
            pub fn title(self) -> &'static str {
                match self { $(Self::$name => $title,)* }
            }
        }
    };
}

codes! {
    /// A file that may be absent is absent.
    FileMissing = "SC0101", "file not found";
    /// A required file is absent.
    RequiredFileMissing = "SC0102", "required file not found";
    /// A file exists and cannot be read.
    FileUnreadable = "SC0103", "file cannot be read";
    /// A file is larger than the limit.
    FileTooLarge = "SC0104", "file is too large";
    /// The path is a directory, a pipe or a device.
    NotAFile = "SC0105", "not a regular file";
    /// One name exists with several extensions.
    SeveralExtensions = "SC0106", "several files of one name";
    /// A glob pattern matches nothing.
    GlobEmpty = "SC0107", "pattern matches no file";
    /// A glob pattern is malformed.
    GlobInvalid = "SC0108", "malformed pattern";
    /// A found file is not trusted.
    Untrusted = "SC0109", "file refused";
    /// A path or link leads out of the directory it was given.
    OutsideRoot = "SC0110", "file lies outside its root";
    /// A source of the program's own failed.
    SourceFailed = "SC0111", "source failed";
    /// A value given by the program cannot be a source.
    NotSerializable = "SC0112", "value cannot be used as a source";
    /// A capability was asked for that is not compiled in.
    NotCompiled = "SC0113", "capability not compiled in";
    /// A pattern matches more files than are ever loaded.
    GlobTooMany = "SC0114", "pattern matches too many files";
    /// A file that had content is empty, which a reload does not take for what is meant.
    FileEmptied = "SC0115", "file has become empty";
    /// The name of an app is no name for files.
    AppName = "SC0116", "malformed app name";
    /// What takes part in a reload asked for one itself.
    ReloadInReload = "SC0117", "reload within a reload";

    /// Text is not valid in its format.
    Syntax = "SC0201", "syntax error";
    /// A table has one key twice.
    DuplicateKey = "SC0202", "duplicate key";
    /// Nested deeper than the limit.
    TooDeep = "SC0203", "nested too deeply";
    /// More values than the limit.
    TooManyNodes = "SC0204", "too many values";
    /// Aliases expand beyond the limit.
    AliasExpansion = "SC0205", "aliases expand too far";
    /// One file holds several documents.
    SeveralDocuments = "SC0206", "several documents in one file";
    /// The format cannot be told.
    UnknownFormat = "SC0207", "unknown format";
    /// The content is of another format than the name says.
    FormatMismatch = "SC0208", "content is of another format than its name";
    /// A number fits no type.
    NumberRange = "SC0209", "number out of range";
    /// The root of a source is no table.
    RootNotTable = "SC0210", "root is not a table";
    /// Bytes are not UTF-8.
    InvalidUtf8 = "SC0211", "invalid UTF-8";
    /// A line of a dotenv or INI file is malformed.
    BadLine = "SC0212", "malformed line";
    /// A variable in `${…}` is not set.
    UndefinedVariable = "SC0213", "undefined variable";
    /// A YAML tag is not supported.
    UnsupportedTag = "SC0214", "unsupported tag";

    /// A value of one kind replaces a value of another.
    KindChange = "SC0301", "value changes its kind";
    /// An array operation meets a value that is no array.
    OperationTarget = "SC0302", "operation on a value that is no array";
    /// Text replaces a typed value and cannot take its type.
    TextKeepsType = "SC0303", "text does not fit the type of the value it replaces";
    /// A selected profile is defined nowhere.
    UnknownProfile = "SC0304", "unknown profile";
    /// A top-level value of a nested source is no table.
    ProfileNotTable = "SC0305", "profile is not a table";

    /// Two known paths claim one variable.
    AmbiguousVariable = "SC0401", "ambiguous variable";
    /// No known path claims a variable.
    UnclaimedVariable = "SC0402", "unclaimed variable";
    /// One variable sets a value, another one something below it.
    VariableConflict = "SC0403", "variables contradict each other";
    /// A variable is not UTF-8.
    VariableNotUtf8 = "SC0404", "variable is not UTF-8";
    /// A variable's name has an empty part.
    VariableName = "SC0405", "malformed variable name";
    /// The file that a `NAME_FILE` variable names cannot be read.
    VariableFile = "SC0406", "file of a variable cannot be read";

    /// The target needs a value that is not set.
    MissingField = "SC0501", "missing value";
    /// A value is of another type than the target.
    TypeMismatch = "SC0502", "wrong type";
    /// A number does not fit the target.
    OutOfRange = "SC0503", "number out of range for its target";
    /// The target has no such field.
    UnknownField = "SC0504", "unknown field";
    /// The target has no such variant.
    UnknownVariant = "SC0505", "unknown variant";
    /// The target refuses a value.
    InvalidValue = "SC0506", "invalid value";
    /// An array has the wrong number of elements.
    WrongLength = "SC0507", "wrong length";
    /// Nothing stands at a path.
    PathNotFound = "SC0508", "nothing at this path";
    /// A text is no key path.
    BadPath = "SC0509", "malformed key path";
    /// Two keys fill one field of the target.
    DuplicateField = "SC0510", "field is given twice";

    /// A validation rule is broken.
    RuleBroken = "SC0601", "value breaks a rule";
    /// A value does not match the JSON Schema.
    SchemaViolation = "SC0602", "value does not match the schema";
    /// A JSON Schema is malformed.
    SchemaInvalid = "SC0603", "malformed schema";

    /// TOML has no null: the key is left out.
    NullOmitted = "SC0701", "null left out";
    /// JSON has no infinity and no NaN: written as text.
    FloatAsText = "SC0702", "float written as text";
    /// The format cannot express a value.
    NotExpressible = "SC0703", "format cannot express a value";
    /// A file cannot be written.
    WriteFailed = "SC0704", "file cannot be written";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
