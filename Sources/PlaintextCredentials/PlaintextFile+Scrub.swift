import APIClient
import Glibc
import KernelText
import SecretMemory
import SystemPackage

extension PlaintextFile {
    /// Takes keys out of the file. Every other byte stays as it is.
    ///
    /// A new file takes the old one's place in one step, with the same owner and mode. The old file's blocks on the disk
    /// can't be shredded: only a rotation makes what stood there worthless.
    /// - Throws: ``PlaintextFileError/changed(_:)`` where somebody has written the file since it was read.
    package func scrub(_ keys: [PlaintextKey]) throws(PlaintextFileError) {
        guard let facts else { throw .environment }
        let cuts = try cuts(for: keys)
        let kept = content.withBytes { bytes in
            SecretBytes(capacity: max(1, bytes.byteCount)) { output in
                var start = 0
                for cut in cuts + [bytes.byteCount..<bytes.byteCount] {
                    output.append(contentsOf: bytes.extracting(start..<cut.lowerBound))
                    start = cut.upperBound
                }
            }
        }
        guard facts.names == 1 else { throw .linked(path) }
        for key in keys { try requireGone(key, from: kept) }
        try replace(with: kept, like: facts)
    }

    /// Whether nothing of a secret is left, for example in a Terraform output.
    private func requireGone(
        _ key: PlaintextKey, from kept: borrowing SecretBytes
    ) throws(PlaintextFileError) {
        let secret = try secret(of: key)
        let isThere = secret.withBytes { wanted in
            kept.withBytes { $0.contains(wanted) }
        }
        guard !isThere else { throw .standsElsewhere(path, key.name) }
    }

    /// What is left out, ascending, none within another.
    func cuts(for keys: [PlaintextKey]) throws(PlaintextFileError) -> [Range<Int>] {
        var members: Set<Int> = []
        var cuts: Set<Range<Int>> = []
        for key in keys {
            switch key.removal {
            case .members(let starts): members.formUnion(starts)
            case .content(let range): cuts.insert(range)
            case .lines(let ranges): cuts.formUnion(ranges)
            }
        }
        if !members.isEmpty { cuts.formUnion(try outline().cuts(of: members)) }
        return cuts.sorted { $0.lowerBound < $1.lowerBound }
    }

    private func replace(
        with kept: borrowing SecretBytes, like facts: FileFacts
    ) throws(PlaintextFileError) {
        let directory = path.removingLastComponent()
        let draft = directory.appending(
            CText(".").adding(path.name ?? "file").adding("\(Self.draftMark)\(getpid())"))
        let descriptor = unsafe open(
            draft.cString, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { throw .notReplaced(path, errno) }
        defer { close(descriptor) }
        do throws(PlaintextFileError) {
            guard kept.write(to: descriptor), keepsOwner(descriptor, facts),
                fchmod(descriptor, facts.mode) == 0, fsync(descriptor) == 0
            else { throw .notReplaced(path, errno) }
            guard FileFacts(of: path) == facts else { throw .changed(path) }
            guard unsafe rename(draft.cString, path.cString) == 0 else {
                throw .notReplaced(path, errno)
            }
        } catch {
            unsafe _ = unlink(draft.cString)
            throw error
        }
        try sync(directory)
    }

    private func keepsOwner(_ descriptor: Int32, _ facts: FileFacts) -> Bool {
        (facts.owner == geteuid() && facts.group == getegid())
            || fchown(descriptor, facts.owner, facts.group) == 0
    }

    private func sync(_ directory: FilePath) throws(PlaintextFileError) {
        let descriptor = unsafe open(directory.cString, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .system("sync", directory, errno) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw .system("sync", directory, errno) }
    }
}

extension JSONOutline {
    /// What goes so that members, named by where they start, are gone and the rest is still JSON.
    func cuts(of starts: Set<Int>) -> [Range<Int>] {
        var cuts: [Range<Int>] = []
        let goes = members.map { starts.contains($0.range.lowerBound) }
        // Those at the front go with the comma behind them, all others with the one before them.
        let front = goes.prefix { $0 }.count
        if front > 0 {
            let end =
                front < members.count
                ? members[front].range.lowerBound : members[front - 1].range.upperBound
            cuts.append(members[0].range.lowerBound..<end)
        }
        for index in members.indices.dropFirst(front) {
            if goes[index] {
                cuts.append(members[index - 1].range.upperBound..<members[index].range.upperBound)
            }
        }
        for (index, member) in members.enumerated() where !goes[index] {
            cuts += member.value.cuts(of: starts)
        }
        for element in elements { cuts += element.cuts(of: starts) }
        return cuts
    }
}
