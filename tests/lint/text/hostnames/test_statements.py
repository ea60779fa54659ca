"""Statements of tests are known by their forms, also where a long text is first asked for their words."""

from __future__ import annotations

import pytest

from edgewise.text.hostnames.expectations import statements

ASSERTIONS = [
    "expect(url).toBe(host)",
    "assertEquals(host, url)",
    "assert url == host",
    "refute_equal host, url",
    "XCTAssertEqual(url, host)",
    "is_deeply($got, $host)",
    "cmp_ok($got, 'eq', $host)",
    "isnt($got, $host)",
    "like($got, $host)",
    "unlike($got, $host)",
    "shouldThrow(url)",
    "(is (= url host))",
    "$url | Should -Be $host | Should Be $host",
    "Assert.Equal(host, url)",
    "url.should eq host",
    "url shouldBe host",
    "is($got, $host)",
    "$client->expects($this->once())",
    "$page->see($host)",
    "$mock->with($host)",
    "$call->throws($error)",
    "request.expect(200)",
    "http.expectOne(host)",
    "expect.to.equal(host)",
    "url.must_equal host",
    "url.toEqual(host)",
    "url.Should().Be(host)",
    "_(url).wont_be_nil",
    "require.Equal(t, host, url)",
    "t.is(url, host)",
    "t.not(url, host)",
    "t.same(url, host)",
    "test.equal(url, host)",
    "test.deepEqual(url, host)",
    "this.strictEqual(url, host)",
    "verify(client).get(host)",
    "ArgumentCaptor<String> url",
    "assert_output host",
    "that(url).isEqualTo(host);",
    "that(url).isNotEqualTo(host);",
    "that(url).hasSize(3);",
    "that(url).containsExactly(host);",
    "that(url).isSameAs(host);",
    "that(url).hasToString(host);",
    "that(url).startsWith(host);",
    "that(url).contains(host);",
]
MOCKS = [
    "requests_mock.get(host)",
    "new MockRestServiceServer(host)",
    "nock(host)",
    "stub_request(:get, host)",
    "stubFor(get(host))",
    "interceptor(host)",
    "gock.New(host)",
    "moxios.wait(host)",
    "vcr.use_cassette(host)",
    "httpmock.RegisterResponder(host)",
    "setupServer(host)",
    "setupWorker(host)",
    "when(x).thenReturn(host)",
    "doReturn(host)",
    "$x->willReturn(host)",
    "fakeServer(host)",
    "Http::fake([host])",
    "Http::preventStrayRequests()",
    "page.route(host)",
    "cy.intercept(host)",
    "cy.route(host)",
    "allow(client)",
    "receive(:get)",
]


@pytest.mark.parametrize("statement", ASSERTIONS)
def test_assertion(statement: str) -> None:
    assert statements.asserts(statement)
    assert statements.may_be_test(statement)


@pytest.mark.parametrize("statement", MOCKS)
def test_mock(statement: str) -> None:
    assert statements.may_mock(statement)
    assert statements.may_be_test(statement)


@pytest.mark.parametrize("text", ["URL=https://api.ie1.twilio.com/2010", '{"url": "https://api.ie1.twilio.com"}'])
def test_neither(text: str) -> None:
    assert not statements.may_mock(text)
    assert not statements.may_be_test(text)
