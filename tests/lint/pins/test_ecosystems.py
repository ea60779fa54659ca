"""Pins of the helper libraries for Java, C#, Ruby, PHP and Go: what each kind of file says."""

from __future__ import annotations

from pathlib import Path

import pytest

from edgewise.languages.find import find
from edgewise.options import Options
from edgewise.pins.packages import is_read, libraries_of
from edgewise.twilio.libraries import CSHARP, GO, JAVA, PHP, RUBY, HelperLibrary
from edgewise.twilio.releases import Behaviour
from support import block

BEFORE, GIVEN, ADDS = Behaviour.IGNORES_EDGE, Behaviour.AS_GIVEN, Behaviour.COMPLETES_EDGE


def pom(version: str, properties: str = "") -> str:
    return block(
        f"""
        <?xml version="1.0" encoding="UTF-8"?>
        <project xmlns="http://maven.apache.org/POM/4.0.0">
          <properties>{properties}</properties>
          <dependencies>
            <dependency><groupId>org.x</groupId><artifactId>twilio</artifactId><version>1.0</version></dependency>
            <dependency>
              <groupId>com.twilio.sdk</groupId>
              <artifactId>twilio</artifactId>
              {version and f"<version>{version}</version>"}
            </dependency>
          </dependencies>
        </project>
        """
    )


def packages(*items: str) -> str:
    return f'<Project Sdk="Microsoft.NET.Sdk">\n<ItemGroup>\n{"".join(items)}</ItemGroup>\n</Project>\n'


SAID = [
    # library, file, its text, what the library does, by what that is known
    (JAVA, "pom.xml", pom("7.50.0"), BEFORE, "twilio-java 7.50.0 in pom.xml"),
    (JAVA, "pom.xml", pom("9.0.0"), GIVEN, "twilio-java 9.0.0 in pom.xml"),
    (JAVA, "pom.xml", pom("${sdk.v}", "<sdk.v>11.2.0</sdk.v>"), ADDS, "twilio-java 11.2.0 in pom.xml"),
    (JAVA, "pom.xml", pom("[11.2.0,11.3.0)"), ADDS, "twilio-java [11.2.0,11.3.0) in pom.xml"),
    (JAVA, "pom.xml", pom("[7.50.0]"), BEFORE, "twilio-java [7.50.0] in pom.xml"),
    (JAVA, "pom.xml", pom("RELEASE"), GIVEN, "twilio-java RELEASE in pom.xml"),
    (
        JAVA,
        "build.gradle",
        "implementation 'com.twilio.sdk:twilio:7.40.0'",
        BEFORE,
        "twilio-java 7.40.0 in build.gradle",
    ),
    (
        JAVA,
        "build.gradle.kts",
        'implementation("com.twilio.sdk:twilio:11.2.+")',
        ADDS,
        "twilio-java 11.2.+ in build.gradle.kts",
    ),
    (
        JAVA,
        "build.gradle",
        "ext { twilioVersion = '7.40.0' }\nimplementation \"com.twilio.sdk:twilio:${twilioVersion}\"",
        BEFORE,
        "twilio-java 7.40.0 in build.gradle",
    ),
    (
        JAVA,
        "build.gradle",
        "compile group: 'com.twilio.sdk', name: 'twilio', version: '7.40.0'",
        BEFORE,
        "twilio-java 7.40.0 in build.gradle",
    ),
    (
        JAVA,
        "gradle.lockfile",
        "com.twilio.sdk:twilio:11.2.0=compileClasspath\n",
        ADDS,
        "twilio-java 11.2.0 in gradle.lockfile",
    ),
    (
        JAVA,
        "gradle/libs.versions.toml",
        '[versions]\nt = "7.40.0"\n[libraries]\ntwilio = { module = "com.twilio.sdk:twilio", version.ref = "t" }\n',
        BEFORE,
        "twilio-java 7.40.0 in gradle/libs.versions.toml",
    ),
    (
        JAVA,
        "gradle/libs.versions.toml",
        '[libraries]\nx = "a:twilio:1.0"\nt = "com.twilio.sdk:twilio:11.2.0"\n',
        ADDS,
        "twilio-java 11.2.0 in gradle/libs.versions.toml",
    ),
    (
        CSHARP,
        "My.csproj",
        packages('<PackageReference Include="Twilio" Version="5.40.0" />\n'),
        BEFORE,
        "twilio-csharp 5.40.0 in My.csproj",
    ),
    (
        CSHARP,
        "My.csproj",
        packages('<PackageReference Include="twilio"><Version>7.14.*</Version></PackageReference>\n'),
        GIVEN,
        "twilio-csharp 7.14.* in My.csproj",
    ),
    (
        CSHARP,
        "Directory.Packages.props",
        packages(
            '<PackageVersion Include="Twilio.AspNet.Core" Version="1.0" />\n<PackageVersion Include="Twilio" Version="7.14.0" />\n'
        ),
        ADDS,
        "twilio-csharp 7.14.0 in Directory.Packages.props",
    ),
    (
        CSHARP,
        "My.csproj",
        packages('<PackageReference Include="Twilio" Version="$(V)" />').replace(
            "<I", "<PropertyGroup><V>5.1.0</V></PropertyGroup><I", 1
        ),
        BEFORE,
        "twilio-csharp 5.1.0 in My.csproj",
    ),
    (
        CSHARP,
        "packages.config",
        '<packages><package id="Twilio" version="5.9.3" /></packages>',
        BEFORE,
        "twilio-csharp 5.9.3 in packages.config",
    ),
    (
        CSHARP,
        "packages.lock.json",
        '{"dependencies": {"net8.0": {"Twilio": {"requested": "[5.0, )", "resolved": "7.13.8"}}}}',
        ADDS,
        "twilio-csharp 7.13.8 in packages.lock.json",
    ),
    (
        RUBY,
        "Gemfile",
        "gem 'rails'\ngem 'twilio-ruby', '~> 5.30.0', require: false\n",
        BEFORE,
        "twilio-ruby ~> 5.30.0 in Gemfile",
    ),
    (RUBY, "Gemfile", "gem('twilio-ruby', '>= 7.9', '< 7.10')\n", ADDS, "twilio-ruby >= 7.9, < 7.10 in Gemfile"),
    (RUBY, "Gemfile", "gem 'twilio-ruby' # , '5.0'\n", GIVEN, "twilio-ruby in Gemfile"),
    (RUBY, "x.gemspec", "s.add_dependency 'twilio-ruby', '5.1.0'\n", BEFORE, "twilio-ruby 5.1.0 in x.gemspec"),
    (
        RUBY,
        "Gemfile.lock",
        "GEM\n  specs:\n    twilio-ruby (7.8.8)\n      faraday (>= 0.9)\n\nDEPENDENCIES\n  twilio-ruby (~> 5)\n",
        ADDS,
        "twilio-ruby 7.8.8 in Gemfile.lock",
    ),
    (PHP, "composer.json", '{"require": {"twilio/sdk": "~6.4.0"}}', BEFORE, "twilio/sdk ~6.4.0 in composer.json"),
    (PHP, "composer.json", '{"require": {"twilio/sdk": "~6.4"}}', GIVEN, "twilio/sdk ~6.4 in composer.json"),
    (
        PHP,
        "composer.json",
        '{"require": {"twilio/sdk": "^5.0|6.4.*@stable"}}',
        BEFORE,
        "twilio/sdk ^5.0|6.4.*@stable in composer.json",
    ),
    (
        PHP,
        "composer.json",
        '{"require-dev": {"twilio/sdk": ">=8.9,<8.10"}}',
        ADDS,
        "twilio/sdk >=8.9,<8.10 in composer.json",
    ),
    (
        PHP,
        "composer.lock",
        '{"packages": [{"name": "twilio/sdk", "version": "v8.10.1"}]}',
        ADDS,
        "twilio/sdk v8.10.1 in composer.lock",
    ),
    (
        GO,
        "go.mod",
        "module a\n\nrequire (\n\tgithub.com/twilio/twilio-go v1.29.0 // indirect\n)\n",
        ADDS,
        "twilio-go 1.29.0 in go.mod",
    ),
    (GO, "go.mod", "require github.com/twilio/twilio-go v1.20.0\r\n", GIVEN, "twilio-go 1.20.0 in go.mod"),
    (
        GO,
        "go.mod",
        "require github.com/twilio/twilio-go v1.20.0\nreplace github.com/twilio/twilio-go => github.com/twilio/twilio-go v1.29.0\n",
        ADDS,
        "twilio-go 1.29.0 in go.mod",
    ),
]


@pytest.mark.parametrize(("library", "name", "text", "does", "said"), SAID)
def test_what_a_file_says(
    tmp_path: Path, library: HelperLibrary, name: str, text: str, does: Behaviour, said: str
) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text(text)
    found = libraries_of(library, Options(pin_roots=(str(tmp_path),)), str(tmp_path / "src" / "a"))
    assert [(reading.behaviour, reading.said) for reading in found.readings] == [(does, said)]
    assert not found.flaws
    assert is_read(f"/x/{name}")


@pytest.mark.parametrize(
    ("library", "name", "text", "flaw"),
    [
        (JAVA, "pom.xml", pom("${sdk.v}"), "pom.xml: '${sdk.v}' is given elsewhere"),
        (JAVA, "pom.xml", "<project>twilio", "pom.xml: is not valid XML"),
        (JAVA, "pom.xml", '<!DOCTYPE x [<!ENTITY a "twilio">]><project>&a;</project>', "pom.xml: declares entities"),
        (JAVA, "build.gradle", 'implementation "com.twilio.sdk:twilio:$v"', "build.gradle: '$v' is given elsewhere"),
        (
            CSHARP,
            "a.csproj",
            packages('<PackageReference Include="Twilio" Version="[x" />'),
            "a.csproj: '[x' is no range",
        ),
        (CSHARP, "packages.lock.json", '{"twilio": ', "packages.lock.json: is not valid JSON"),
        (PHP, "composer.json", '{"require": {"twilio/sdk": "what ever"}}', "composer.json: 'what ever' is no range"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, library: HelperLibrary, name: str, text: str, flaw: str) -> None:
    (tmp_path / name).write_text(text)
    found = libraries_of(library, Options(pin_roots=(str(tmp_path),)), str(tmp_path / "a"))
    assert found.assumed
    assert found.flaws[0].startswith(flaw)


@pytest.mark.parametrize(
    ("library", "name", "text"),
    [
        (JAVA, "pom.xml", pom("")),
        (JAVA, "build.gradle", "implementation 'com.twilio.other:twilio:7.0.0'"),
        (CSHARP, "a.csproj", packages('<PackageReference Include="Twilio.Client" Version="1.0" />')),
        (RUBY, "Gemfile", "# gem 'twilio-ruby', '5.0'\ngem 'twilio-other', '1.0'\n"),
        (PHP, "composer.json", '{"require": {"twilio/other": "1.0"}}'),
        (GO, "go.mod", "require github.com/twilio/twilio-go-other v1.0.0\n"),
    ],
)
def test_nothing_is_said(tmp_path: Path, library: HelperLibrary, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    found = libraries_of(library, Options(pin_roots=(str(tmp_path),)), str(tmp_path / "a"))
    assert [reading.said for reading in found.readings] == [""]
    assert not found.flaws


@pytest.mark.parametrize(
    ("path", "source", "name", "text"),
    [
        (
            "A.java",
            'import com.twilio.Twilio;\nclass A { void f() { Twilio.setRegion("ie1"); } }\n',
            "pom.xml",
            pom("7.1.0"),
        ),
        ("a.rb", "c = Twilio::REST::Client.new(a, b, nil, 'ie1')\n", "Gemfile.lock", "    twilio-ruby (5.1.0)\n"),
        (
            "a.php",
            "<?php\n$c = new \\Twilio\\Rest\\Client($a, $b, null, 'ie1');\n",
            "composer.json",
            '{"require": {"twilio/sdk": "5.*"}}',
        ),
        (
            "A.cs",
            'class A { object f() => new TwilioRestClient("a", "b", region: "ie1"); }\n',
            "A.csproj",
            packages('<PackageReference Include="Twilio" Version="5.0.0" />'),
        ),
    ],
)
def test_a_release_that_knows_no_edge_is_told_and_not_rewritten(
    tmp_path: Path, path: str, source: str, name: str, text: str
) -> None:
    (tmp_path / name).write_text(text)
    options = Options(pin_roots=(str(tmp_path),), processing_region="as-written")
    (finding,) = find(source, str(tmp_path / path), options)
    assert "knows no edge" in finding.message
    assert name in finding.message
    assert finding.fix is None or finding.fix.safety.name == "UNSAFE"
