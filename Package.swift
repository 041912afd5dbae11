// swift-tools-version: 6.2

import PackageDescription

let package = Package(
    name: "vault",
    products: [
        .executable(name: "vault", targets: ["VaultMain"]),
        .executable(name: "outscale-simulator", targets: ["OutscaleSimulator"]),
    ],
    // Exact: a new version is read before it is built. Package.resolved holds their commits.
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
        // Serves the simulated OUTSCALE API in its own process; never part of the product.
        .package(url: "https://github.com/swhitty/FlyingFox", exact: "0.27.1"),
    ],
    targets: [
        // What the distribution maintains and patches.
        .systemLibrary(
            name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
        .systemLibrary(
            name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        // libcurl behind a table that dlopen fills on first use: needs its headers, links nothing.
        .target(name: "CCurl"),
        // libpq in the same way, declared here: it needs not even its headers.
        .target(name: "CPostgres"),
        // What Glibc has and its Swift module does not give: prctl, signal dispositions, close_range.
        .target(name: "CPosix"),

        // The product, from the bottom up; data flows one way.
        // Paths, words and variables as the kernel has them: bytes, whether UTF-8 or not.
        .target(
            name: "KernelText",
            dependencies: [.product(name: "SystemPackage", package: "swift-system")]),
        .target(
            name: "SecretMemory",
            dependencies: [
                "KernelText", "CSodium", "CPosix",
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .target(
            name: "Vault",
            dependencies: [
                "PostgreSQL", "SecretMemory", "KernelText", "CSodium", "CSQLite", "CPosix",
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        // A PostgreSQL server, for whoever keeps something there: it knows no table.
        .target(name: "PostgreSQL", dependencies: ["CPostgres"]),
        .target(name: "RequestSigning", dependencies: ["SecretMemory", "CSodium"]),
        .target(
            name: "APIClient",
            dependencies: [
                "RequestSigning", "SecretMemory", "KernelText", "CCurl", "CPosix", "CSodium",
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        // Which machine and vault file this is, and which of its processes still run.
        .target(
            name: "LocalMachine",
            dependencies: [
                "Vault", "SecretMemory", "KernelText",
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .target(
            name: "KeyLifecycle",
            dependencies: [
                "Vault", "APIClient", "LocalMachine", "RequestSigning", "SecretMemory",
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        // Access keys that lie about in plain text: configurations, .env files, Terraform states.
        .target(
            name: "PlaintextCredentials",
            dependencies: [
                "APIClient", "SecretMemory", "KernelText",
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .target(name: "SecretMasking", dependencies: ["SecretMemory"]),
        .target(
            name: "Agent",
            dependencies: [
                "Vault", "RequestSigning", "SecretMemory", "KernelText", "CPosix",
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .target(
            name: "VaultCLI",
            dependencies: [
                "Agent", "KeyLifecycle", "LocalMachine", "Vault", "APIClient", "RequestSigning",
                "PlaintextCredentials", "SecretMasking", "SecretMemory", "KernelText", "CPosix",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .executableTarget(name: "VaultMain", dependencies: ["VaultCLI", "SecretMemory"]),

        // Writes the manual pages from the commands' declarations: make man.
        .executableTarget(
            name: "Manual",
            dependencies: [
                "VaultCLI", .product(name: "SystemPackage", package: "swift-system"),
            ]),

        // A small OUTSCALE API for the demo and the tests. It shares no code with what it judges.
        .executableTarget(
            name: "OutscaleSimulator",
            dependencies: [
                "CSodium",
                .product(name: "FlyingFox", package: "FlyingFox"),
                .product(name: "FlyingSocks", package: "FlyingFox"),
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            // An extract of OUTSCALE's official OpenAPI document, with its notice.
            resources: [.copy("Resources")]),

        .target(name: "CTerminal", path: "Tests/CTerminal"),
        .target(
            name: "VaultTestSupport", dependencies: ["CTerminal"],
            path: "Tests/VaultTestSupport"),
        .testTarget(
            name: "KernelTextTests",
            dependencies: [
                "KernelText", .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .testTarget(
            name: "SecretMemoryTests",
            dependencies: [
                "SecretMemory", "KernelText", "CSodium", "CPosix", "VaultTestSupport",
                .product(name: "SystemPackage", package: "swift-system"),
            ], exclude: ["Wycheproof"]),
        .testTarget(
            name: "PlaintextCredentialsTests",
            dependencies: [
                "PlaintextCredentials", "SecretMemory",
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .testTarget(
            name: "SecretMaskingTests",
            dependencies: ["SecretMasking", "SecretMemory", "VaultTestSupport"]),
        .testTarget(
            name: "VaultTests",
            dependencies: [
                "Vault", "PostgreSQL", "SecretMemory", "CSodium", "CSQLite", "VaultTestSupport",
            ],
            // Vault files of released formats, read where they lie.
            exclude: ["Golden"]),
        .testTarget(
            name: "RequestSigningTests",
            dependencies: ["RequestSigning", "SecretMemory", "VaultTestSupport"]),
        .testTarget(
            name: "APIClientTests",
            dependencies: ["APIClient", "RequestSigning", "SecretMemory", "VaultTestSupport"]),
        .testTarget(
            name: "PostgreSQLTests",
            dependencies: ["PostgreSQL", "SecretMemory", "VaultTestSupport"]),
        .testTarget(
            name: "LocalMachineTests",
            dependencies: [
                "LocalMachine", "Vault", .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .testTarget(
            name: "KeyLifecycleTests",
            dependencies: [
                "KeyLifecycle", "LocalMachine", "Vault", "APIClient", "RequestSigning",
                "SecretMemory",
                "VaultTestSupport", .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .testTarget(
            name: "AgentTests",
            dependencies: [
                "Agent", "Vault", "RequestSigning", "SecretMemory", "VaultTestSupport", "VaultMain",
                "CTerminal", "CSodium",
                .product(name: "SystemPackage", package: "swift-system"),
            ], exclude: ["Corpus"]),
        .testTarget(
            name: "VaultCLITests",
            dependencies: [
                "VaultCLI", "KeyLifecycle", "Vault", "APIClient", "SecretMemory", "KernelText",
                "VaultTestSupport",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
        .testTarget(
            name: "OutscaleSimulatorTests", dependencies: ["OutscaleSimulator", "VaultTestSupport"]),
        // Kills, faults and random histories against the built program: scripts/campaign.
        .executableTarget(
            name: "Campaign",
            dependencies: [
                "KeyLifecycle", "LocalMachine", "Vault", "SecretMemory", "VaultTestSupport",
                "VaultMain", "OutscaleSimulator",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "SystemPackage", package: "swift-system"),
            ], path: "Tests/Campaign"),
        // Vaults of many keys or events, made quickly: make bench.
        .executableTarget(
            name: "BenchVaults",
            dependencies: [
                "Vault", "SecretMemory",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "SystemPackage", package: "swift-system"),
            ], path: "Tests/BenchVaults"),
        // The built programs, as a user runs them.
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "VaultTestSupport", "VaultMain", "OutscaleSimulator", "Vault", "SecretMemory",
                "CSodium",
                .product(name: "SystemPackage", package: "swift-system"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)

// What reads bytes from outside: libFuzzer's library for scripts/fuzz, and a test of its corpus for everybody else.
let fuzzed: [Target.Dependency] = [
    "Agent", "Vault", "APIClient", "SecretMemory",
    .product(name: "SystemPackage", package: "swift-system"),
]
if Context.environment["VAULT_FUZZ"] == "1" {
    package.products.append(.library(name: "Fuzz", type: .dynamic, targets: ["Fuzz"]))
    package.targets.append(
        .target(
            name: "Fuzz", dependencies: fuzzed, path: "Tests/Fuzz",
            exclude: ["Corpus", "CorpusTests.swift"]))
} else {
    package.targets.append(
        .testTarget(
            name: "FuzzTests", dependencies: fuzzed + ["VaultTestSupport"], path: "Tests/Fuzz",
            exclude: ["Corpus"]))
}

// Every target of this package lives under the same law.
for target in package.targets where target.type != .system {
    target.swiftSettings =
        (target.swiftSettings ?? [])
        + [
            // An existential is visible where it costs: SE-0335.
            .enableUpcomingFeature("ExistentialAny"),
            // An import is private to its file unless it says otherwise: SE-0409.
            .enableUpcomingFeature("InternalImportsByDefault"),
            // A member is visible only where its module is imported: SE-0444.
            .enableUpcomingFeature("MemberImportVisibility"),
            // SE-0470 and SE-0461: the concurrency rules to come.
            .enableUpcomingFeature("InferIsolatedConformances"),
            .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
            .treatAllWarnings(as: .error),
        ]
        // Every `unsafe` is a line to review: SE-0458.
        + (target.path?.hasPrefix("Tests/") ?? (target.type == .test)
            ? [] : [.strictMemorySafety()])
}
