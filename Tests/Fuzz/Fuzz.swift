import Foundation
import SecretMemory

/// What libFuzzer calls. FUZZ_TARGET names which reader gets the bytes; whatever it throws is its answer, and only a trap,
/// a sanitizer's report or a hang is a finding.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    chosen(Array(UnsafeBufferPointer(start: start, count: count)))
    return 0
}

/// What a target needs is made before the first input, whose time is limited.
@_cdecl("LLVMFuzzerInitialize")
public func makeFixture(
    _ count: UnsafePointer<CInt>?, _ words: UnsafePointer<UnsafePointer<CChar>?>?
) -> CInt {
    chosen([])
    return 0
}

/// Each reader of what comes from outside, by the name that `scripts/fuzz` takes.
let fuzzTargets: [String: @Sendable ([UInt8]) -> Void] = [
    "agent": AgentTarget.run, "reply": AgentTarget.readReply, "page": FormatTargets.page,
    "slot": FormatTargets.slot, "manifest": FormatTargets.manifest,
    "landing": FormatTargets.landing, "spool": FormatTargets.spool,
    "recovery": FormatTargets.recoveryCode, "date": AnswerTargets.date,
    "answer": AnswerTargets.answer, "error": AnswerTargets.error, "file": FileTarget.run,
]

private let chosen: @Sendable ([UInt8]) -> Void = {
    let name = ProcessInfo.processInfo.environment["FUZZ_TARGET"] ?? ""
    guard let target = fuzzTargets[name] else {
        print("FUZZ_TARGET is one of \(fuzzTargets.keys.sorted().joined(separator: ", "))")
        exit(64)
    }
    return target
}()
