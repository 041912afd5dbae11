import CTerminal
import Foundation

/// A terminal with somebody who types when asked, and a record of all that it showed.
package final class TypedTerminal {
    private let controller: Int32
    private let path: String
    package private(set) var screen = ""
    private var seen = 0

    package init() throws {
        var name = [CChar](repeating: 0, count: 128)
        controller = test_open_terminal(&name, Int32(name.count))
        guard controller >= 0 else { throw Child.Failure(what: "no terminal") }
        path = String(
            decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        _ = fcntl(controller, F_SETFL, O_NONBLOCK)
    }

    deinit { close(controller) }

    /// Runs a program on the terminal. Each answer is typed when its question appears.
    package func run(
        _ program: String, _ arguments: [String], environment: [String: String],
        answers: [(question: String, answer: String)]
    ) throws -> Int32 {
        let child = try Child(program, arguments, environment: environment, terminal: path)
        for (question, answer) in answers {
            try wait(for: question)
            // The program flushes what was typed before it turned the echo off.
            usleep(50_000)
            let line = Array((answer + "\n").utf8)
            _ = write(controller, line, line.count)
        }
        return try finish(child)
    }

    /// Runs a program on the terminal, and answers every question that ends with a text.
    ///
    /// - Parameter answer: what to type, by all that was shown since the answer before.
    package func run(
        _ program: String, _ arguments: [String], environment: [String: String],
        questionsEnding ending: String, answer: (String) -> String
    ) throws -> Int32 {
        let child = try Child(program, arguments, environment: environment, terminal: path)
        var asked = screen.utf8.count
        while !child.hasEnded {
            read()
            let start = screen.utf8.index(screen.startIndex, offsetBy: asked)
            if screen[start...].contains(ending) {
                asked = screen.utf8.count
                // The program flushes what was typed before it turned the echo off.
                usleep(50_000)
                type(answer(String(screen[start...])) + "\n")
            }
            usleep(10_000)
        }
        return try finish(child)
    }

    private func finish(_ child: Child) throws -> Int32 {
        do {
            let status = try child.finish().status
            read()
            return status
        } catch {
            throw Child.Failure(what: "\(error); the terminal shows: \(shown)")
        }
    }

    /// Whether what is typed is shown.
    package var echoes: Bool {
        var settings = termios()
        tcgetattr(controller, &settings)
        return settings.c_lflag & tcflag_t(ECHO) != 0
    }

    /// Starts a program on the terminal, waits for its question, and leaves the answer to the caller.
    package func start(
        _ program: String, _ arguments: [String], environment: [String: String],
        until question: String
    ) throws -> Child {
        let child = try Child(program, arguments, environment: environment, terminal: path)
        try wait(for: question)
        return child
    }

    /// All that it has shown until now.
    package var shown: String {
        read()
        return screen
    }

    /// Presses keys.
    package func type(_ keys: String) {
        let keys = Array(keys.utf8)
        _ = write(controller, keys, keys.count)
    }

    /// Waits until a text appears that was not there when the last one had appeared.
    package func see(_ text: String) throws {
        let isSeen = eventually {
            read()
            let start = screen.utf8.index(screen.startIndex, offsetBy: seen)
            guard let place = screen[start...].range(of: text) else { return false }
            seen = screen.utf8.distance(from: screen.startIndex, to: place.upperBound)
            return true
        }
        guard !isSeen else { return }
        throw Child.Failure(what: "'\(text)' never came: \(screen)")
    }

    /// How many rows and columns its window has.
    package func resize(rows: Int32, columns: Int32) {
        test_set_window_size(controller, rows, columns)
    }

    private func wait(for question: String) throws {
        let start = screen.endIndex
        let isAsked = eventually {
            read()
            return screen[start...].contains(question)
        }
        guard !isAsked else { return }
        throw Child.Failure(what: "'\(question)' never came: \(screen)")
    }

    /// Takes what the terminal shows by now.
    package func read() {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = Foundation.read(controller, &buffer, buffer.count)
            guard count > 0 else { return }
            screen += String(decoding: buffer.prefix(count), as: UTF8.self)
        }
    }
}
