import Testing

@testable import OutscaleSimulator

@Suite("Dates")
struct DatesTests {
    static let read: [(String, Instant?)] = [
        ("1970-01-01", 0), ("1970-01-01T00:00:01Z", 1), ("19700101T000001Z", 1),
        ("2020-06-14", 1_592_092_800), ("2020-06-14T00:00:00.000Z", 1_592_092_800),
        ("2020-06-14T10:00:00.000+0000", 1_592_128_800),
        ("2020-06-14T10:00:00+00:00", 1_592_128_800),
        ("2000-02-29", 951_782_400), ("1900-03-01", -2_203_891_200), ("1969-12-31T23:59:59Z", -1),
        ("2063-04-05T00:00:00Z", 2_942_956_800),
        ("1900-02-29", nil), ("2023-02-29", nil), ("2023-13-01", nil), ("2023-00-10", nil),
        ("2023-01-00", nil), ("2023-1-01", nil), ("202-301-01", nil), ("2023-01-01T24:00:00Z", nil),
        ("2023-01-01T00:60:00Z", nil), ("2023-01-01T00:00:00", nil),
        ("2023-01-01T00:00:00+0200", nil),
        ("2023-01-01T00:00:00.Z", nil), ("2023-01-01T00:00Z", nil), ("", nil), ("T", nil),
        ("٢٠٢٣-01-01", nil), ("+023-01-01", nil),
    ]

    @Test("Every form that OUTSCALE takes is read, others are not", arguments: read)
    func reading(text: String, expected: Instant?) {
        #expect(DateReading.instant(text) == expected)
    }

    @Test("What is spelled is read back as the same second, in every style")
    func roundTrip() {
        for instant in stride(from: -4_000_000_000, through: 8_000_000_000, by: 12_345_677) {
            for style in DateStyle.allCases {
                #expect(DateReading.instant(style.spell(instant)) == instant)
            }
            #expect(DateReading.stamp(DateReading.stamp(of: instant)) == instant)
        }
    }

    @Test(
        "The Date header has the form of RFC 9110",
        arguments: [
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        ])
    func header(instant: Instant, text: String) {
        #expect(Answer.date(instant) == text)
    }
}
