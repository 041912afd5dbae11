import Foundation
import Testing

@testable import APIClient

@Suite struct `OUTSCALE's dates` {
    static let moment = 1_801_389_600.0

    @Test(arguments: [
        ("2027-01-31T10:00:00Z", moment), ("2027-01-31T10:00:00.000Z", moment),
        ("2027-01-31T10:00:00.999+0000", moment), ("2027-01-31T10:00:00+00:00", moment),
        ("2027-01-31T12:00:00+0200", moment), ("2027-01-31T04:30:00-05:30", moment),
        ("2027-01-31T10:00:00+00", moment), ("20270131T100000Z", moment),
        ("20270131T100000.5+0000", moment), ("2027-01-31t10:00:00z", moment),
        ("2027-01-31", moment - 36_000), ("20270131", moment - 36_000),
        ("2063-04-05T00:00:00.000+0000", 2_942_956_800), ("2024-09-07T23:59:59Z", 1_725_753_599),
    ])
    func `are read in every form`(text: String, seconds: Double) {
        #expect(OutscaleDate.parse(text) == Date(timeIntervalSince1970: seconds))
    }

    @Test(arguments: [
        "", "2027", "2027-01", "2027-1-31", "2027-02-30", "2027-13-01", "2027-01-31T10:00:00",
        "2027-01-31T10:00Z", "2027-01-31T24:00:00Z", "2027-01-31T10:60:00Z", "2027-01-31 10:00:00Z",
        "2027-01-31T10:00:00.Z", "2027-01-31T10:00:00+2", "2027-01-31T10:00:00+25:00",
        "2027-01-31T10:00:00Zx", "2027-0131", "202701-31", "2027-01-31T1000:00Z", "٢٠٢٧-01-31",
        "never",
        "2027-01-31T10:00:00+00:60", "+2027-01-31",
    ])
    func `are nothing else`(text: String) {
        #expect(OutscaleDate.parse(text) == nil)
    }

    @Test func `are written as its documentation does, and read back`() {
        let date = Date(timeIntervalSince1970: Self.moment)
        #expect(OutscaleDate.text(date) == "2027-01-31T10:00:00.000Z")
        #expect(OutscaleDate.parse(OutscaleDate.text(date)) == date)
    }

    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777.0),
        ("Tue, 29 Feb 2000 00:00:00 GMT", 951_782_400),
    ])
    func `in headers are HTTP's`(text: String, seconds: Double) {
        #expect(HTTPDate.parse(text) == Date(timeIntervalSince1970: seconds))
    }

    @Test(arguments: [
        "", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        "Sun, 06 Nov 1994 08:49:37 CET", "Sun, 31 Feb 1999 08:49:37 GMT",
        "Sun, 06 Nov 1994 8:49:37 GMT",
        "Sun, 06 Nov 1994 08:49 GMT", "Sun, +6 Nov 99999999999999999999 08:49:37 GMT",
    ])
    func `in headers are no other form`(text: String) {
        #expect(HTTPDate.parse(text) == nil)
    }

    @Test(
        arguments: [
            ("0", 0.0), ("120", 120), ("Sun, 06 Nov 1994 08:49:47 GMT", 10),
            ("Sun, 06 Nov 1994 08:00:00 GMT", 0), ("-1", nil), ("soon", nil), ("1.5", nil),
        ] as [(String, Double?)])
    func `say how long to wait`(text: String, seconds: Double?) {
        let now = Date(timeIntervalSince1970: 784_111_777)
        #expect(HTTPDate.retryAfter(text, now: now) == seconds)
    }
}
