"""Settings in texts that stand in other ones: scripts, files and JSON in strings, heredocs and blocks."""

from __future__ import annotations

import pytest

from applied import applied
from edgewise.options import Options
from edgewise.text.find import find
from edgewise_codemods import fix_source

# Path, text, text afterwards.
FIXED = [
    # Strings of JSON: what they mean is read, and written as JSON
    ("a.json", r'{"cmd": "export TWILIO_REGION=\"ie1\""}', r'{"cmd": "export TWILIO_REGION=\"ie1\" TWILIO_EDGE=\"dublin\""}'),
    ("a.json", r'{"cmd": "a \u0026\u0026 TWILIO_REGION=ie1 x"}', r'{"cmd": "a \u0026\u0026 TWILIO_REGION=ie1 TWILIO_EDGE=dublin x"}'),
    ("a.json", r'{"run": "set -e\nexport TWILIO_REGION=ie1\nx"}', r'{"run": "set -e\nexport TWILIO_REGION=ie1\nexport TWILIO_EDGE=dublin\nx"}'),
    ("package.json", r'{"scripts": {"a": "sh -c \"TWILIO_REGION=ie1 x\""}}', r'{"scripts": {"a": "sh -c \"TWILIO_REGION=ie1 TWILIO_EDGE=dublin x\""}}'),
    ("a.json", r'{"config": "{\"TWILIO_REGION\": \"ie1\"}"}', r'{"config": "{\"TWILIO_REGION\": \"ie1\", \"TWILIO_EDGE\": \"dublin\"}"}'),
    ("a.json", r'{"env": "A=b\nTWILIO_REGION=ie1\n"}', r'{"env": "A=b\nTWILIO_REGION=ie1\nTWILIO_EDGE=dublin\n"}'),
    # YAML
    ("a.yml", "run: 'TWILIO_REGION=''ie1'' x'\n", "run: 'TWILIO_REGION=''ie1'' TWILIO_EDGE=''dublin'' x'\n"),
    ("a.yml", 'run: "export TWILIO_REGION=ie1\\nx"\n', 'run: "export TWILIO_REGION=ie1\\nexport TWILIO_EDGE=dublin\\nx"\n'),
    ("cm.yaml", "data:\n  .env: |\n    TWILIO_REGION=ie1\n  b: c\n", "data:\n  .env: |\n    TWILIO_REGION=ie1\n    TWILIO_EDGE=dublin\n  b: c\n"),
    ("cm.yaml", "data:\n  a.json: |\n    {\n      \"TWILIO_REGION\": \"ie1\"\n    }\n", "data:\n  a.json: |\n    {\n      \"TWILIO_REGION\": \"ie1\",\n      \"TWILIO_EDGE\": \"dublin\"\n    }\n"),
    ("cm.yaml", "data:\n  a.yaml: |\n    env:\n      TWILIO_REGION: ie1\n", "data:\n  a.yaml: |\n    env:\n      TWILIO_REGION: ie1\n      TWILIO_EDGE: dublin\n"),
    ("cm.yaml", "data:\n  a.toml: |\n    [vars]\n    TWILIO_REGION = 'ie1'\n", "data:\n  a.toml: |\n    [vars]\n    TWILIO_REGION = 'ie1'\n    TWILIO_EDGE = 'dublin'\n"),
    ("play.yml", "- copy:\n    dest: /etc/app.env\n    content: |\n      TWILIO_REGION=ie1\n", "- copy:\n    dest: /etc/app.env\n    content: |\n      TWILIO_REGION=ie1\n      TWILIO_EDGE=dublin\n"),
    ("cfn.yaml", "UserData: !Sub |\n  #!/bin/bash\n  export TWILIO_REGION=ie1\n", "UserData: !Sub |\n  #!/bin/bash\n  export TWILIO_REGION=ie1\n  export TWILIO_EDGE=dublin\n"),
    ("ci.yml", "with:\n  env_vars: |\n    A=b\n    TWILIO_REGION=ie1\n", "with:\n  env_vars: |\n    A=b\n    TWILIO_REGION=ie1\n    TWILIO_EDGE=dublin\n"),
    ("b.yaml", "args: [deploy, --set-env-vars, 'A=b,TWILIO_REGION=ie1']\n", "args: [deploy, --set-env-vars, 'A=b,TWILIO_REGION=ie1,TWILIO_EDGE=dublin']\n"),
    ("eb.yaml", "- option_name: TWILIO_REGION\n  value: ie1\n", "- option_name: TWILIO_REGION\n  value: ie1\n- option_name: TWILIO_EDGE\n  value: dublin\n"),
    ("broken.yaml", "a: [\n- name: TWILIO_REGION\n  value: ie1\n- b: c\n", "a: [\n- name: TWILIO_REGION\n  value: ie1\n- name: TWILIO_EDGE\n  value: dublin\n- b: c\n"),
    # Dockerfiles
    ("Dockerfile", "FROM a\nRUN export TWILIO_REGION=ie1 && x\n", "FROM a\nRUN export TWILIO_REGION=ie1 TWILIO_EDGE=dublin && x\n"),
    ("Dockerfile", "FROM a\nRUN a && \\\n    # why\n    TWILIO_REGION=ie1 x\n", "FROM a\nRUN a && \\\n    # why\n    TWILIO_REGION=ie1 TWILIO_EDGE=dublin x\n"),
    ("Dockerfile", "FROM a\nRUN a && \\\n    TWILIO_REGION=ie1 \\\n    x\n", "FROM a\nRUN a && \\\n    TWILIO_REGION=ie1 TWILIO_EDGE=dublin \\\n    x\n"),
    ("Dockerfile", "FROM a\nRUN --mount=type=ssh TWILIO_REGION=ie1 x\n", "FROM a\nRUN --mount=type=ssh TWILIO_REGION=ie1 TWILIO_EDGE=dublin x\n"),
    ("Dockerfile", "FROM a\nRUN <<EOF\nexport TWILIO_REGION=ie1\nEOF\nENV A=b\n", "FROM a\nRUN <<EOF\nexport TWILIO_REGION=ie1\nexport TWILIO_EDGE=dublin\nEOF\nENV A=b\n"),
    ("Dockerfile", "FROM a\nCOPY <<'E' /app/.env\nTWILIO_REGION=ie1\nE\n", "FROM a\nCOPY <<'E' /app/.env\nTWILIO_REGION=ie1\nTWILIO_EDGE=dublin\nE\n"),
    ("Dockerfile", 'FROM a\nENTRYPOINT ["env", "TWILIO_REGION=ie1", "x"]\n', 'FROM a\nENTRYPOINT ["env", "TWILIO_REGION=ie1", "TWILIO_EDGE=dublin", "x"]\n'),
    # Terraform and Jenkins
    ("main.tf", "a = <<-EOF\n  #!/bin/sh\n  export TWILIO_REGION=ie1\n  EOF\n", "a = <<-EOF\n  #!/bin/sh\n  export TWILIO_REGION=ie1\n  export TWILIO_EDGE=dublin\n  EOF\n"),
    ("main.tf", 'a = <<EOF\n[{"env": [{"name": "TWILIO_REGION", "value": "ie1"}]}]\nEOF\n', 'a = <<EOF\n[{"env": [{"name": "TWILIO_REGION", "value": "ie1"}, {"name": "TWILIO_EDGE", "value": "dublin"}]}]\nEOF\n'),
    ("main.tf", "a {\n  command = \"TWILIO_REGION=\\\"ie1\\\" x\"\n}\n", "a {\n  command = \"TWILIO_REGION=\\\"ie1\\\" TWILIO_EDGE=\\\"dublin\\\" x\"\n}\n"),
    ("main.tf", 'env = ["A=b", "TWILIO_REGION=ie1"]\n', 'env = ["A=b", "TWILIO_REGION=ie1", "TWILIO_EDGE=dublin"]\n'),
    ("a.nomad", 'template {\n  data = <<E\nTWILIO_REGION="ie1"\nE\n  destination = "a.env"\n}\n', 'template {\n  data = <<E\nTWILIO_REGION="ie1"\nTWILIO_EDGE="dublin"\nE\n  destination = "a.env"\n}\n'),
    ("Jenkinsfile", "withEnv(['TWILIO_REGION=ie1']) {\n}\n", "withEnv(['TWILIO_REGION=ie1', 'TWILIO_EDGE=dublin']) {\n}\n"),
    ("Jenkinsfile", "environment {\n  TWILIO_REGION = 'ie1'\n}\n", "environment {\n  TWILIO_REGION = 'ie1'\n  TWILIO_EDGE = 'dublin'\n}\n"),
    ("Jenkinsfile", "sh 'TWILIO_REGION=ie1 x'\n", "sh 'TWILIO_REGION=ie1 TWILIO_EDGE=dublin x'\n"),
    ("Jenkinsfile", "sh '''\n  export TWILIO_REGION=ie1\n'''\n", "sh '''\n  export TWILIO_REGION=ie1\n  export TWILIO_EDGE=dublin\n'''\n"),
    ("Jenkinsfile", "sh(script: 'TWILIO_REGION=ie1 x', returnStdout: true)\n", "sh(script: 'TWILIO_REGION=ie1 TWILIO_EDGE=dublin x', returnStdout: true)\n"),
    # Heredocs of scripts, and strings that run
    ("a.sh", "cat > .env <<EOF\nTWILIO_REGION=ie1\nEOF\n", "cat > .env <<EOF\nTWILIO_REGION=ie1\nTWILIO_EDGE=dublin\nEOF\n"),
    ("a.sh", "sudo tee /etc/a.env <<EOF\nTWILIO_REGION=ie1\nEOF\n", "sudo tee /etc/a.env <<EOF\nTWILIO_REGION=ie1\nTWILIO_EDGE=dublin\nEOF\n"),
    ("a.sh", "ssh h <<'EOF'\nexport TWILIO_REGION=ie1\nEOF\n", "ssh h <<'EOF'\nexport TWILIO_REGION=ie1\nexport TWILIO_EDGE=dublin\nEOF\n"),
    ("a.sh", "kubectl apply -f - <<EOF\nenv:\n- name: TWILIO_REGION\n  value: ie1\nEOF\n", "kubectl apply -f - <<EOF\nenv:\n- name: TWILIO_REGION\n  value: ie1\n- name: TWILIO_EDGE\n  value: dublin\nEOF\n"),
    ("a.sh", "cat > a.env <<E\nTWILIO_REGION=ie1\nE\ncat > b.env <<E\nTWILIO_EDGE=dublin\nE\n", "cat > a.env <<E\nTWILIO_REGION=ie1\nTWILIO_EDGE=dublin\nE\ncat > b.env <<E\nTWILIO_EDGE=dublin\nE\n"),
    ("a.sh", 'ssh h "cd x && TWILIO_REGION=ie1 y"\n', 'ssh h "cd x && TWILIO_REGION=ie1 TWILIO_EDGE=dublin y"\n'),
    ("a.sh", 'eval "export TWILIO_REGION=ie1"\n', 'eval "export TWILIO_REGION=ie1 TWILIO_EDGE=dublin"\n'),
    ("a.sh", "echo 'export TWILIO_REGION=ie1' >> ~/.bashrc\n", "echo 'export TWILIO_REGION=ie1' >> ~/.bashrc\necho 'export TWILIO_EDGE=dublin' >> ~/.bashrc\n"),
    ("a.sh", "echo TWILIO_REGION=ie1 | sudo tee -a /etc/environment\n", "echo TWILIO_REGION=ie1 | sudo tee -a /etc/environment\necho TWILIO_EDGE=dublin | sudo tee -a /etc/environment\n"),
    # Commands, each for itself
    ("a.sh", "TWILIO_REGION=ie1 a\nTWILIO_EDGE=dublin b\n", "TWILIO_REGION=ie1 TWILIO_EDGE=dublin a\nTWILIO_EDGE=dublin b\n"),
    ("a.sh", "docker run -e TWILIO_REGION=ie1 a && docker run -e TWILIO_EDGE=dublin b\n", "docker run -e TWILIO_REGION=ie1 -e TWILIO_EDGE=dublin a && docker run -e TWILIO_EDGE=dublin b\n"),
    ("a.sh", "docker run -eTWILIO_REGION=ie1 a\n", "docker run -eTWILIO_REGION=ie1 -eTWILIO_EDGE=dublin a\n"),
    ("a.sh", "kubectl create secret generic x --from-literal=TWILIO_REGION=ie1\n", "kubectl create secret generic x --from-literal=TWILIO_REGION=ie1 --from-literal=TWILIO_EDGE=dublin\n"),
    ("a.sh", 'gcloud run deploy x --update-env-vars="TWILIO_REGION=ie1,A=b"\n', 'gcloud run deploy x --update-env-vars="TWILIO_REGION=ie1,TWILIO_EDGE=dublin,A=b"\n'),
    ("a.sh", "az containerapp update --set-env-vars TWILIO_REGION=ie1 A=b\n", "az containerapp update --set-env-vars TWILIO_REGION=ie1 TWILIO_EDGE=dublin A=b\n"),
    ("a.sh", "heroku config:set --app $APP TWILIO_REGION=ie1\n", "heroku config:set --app $APP TWILIO_REGION=ie1 TWILIO_EDGE=dublin\n"),
    ("a.sh", "timeout 9 env TWILIO_REGION=ie1 x\n", "timeout 9 env TWILIO_REGION=ie1 TWILIO_EDGE=dublin x\n"),
    ("a.sh", "cf set-env app TWILIO_REGION ie1\n", "cf set-env app TWILIO_REGION ie1\ncf set-env app TWILIO_EDGE dublin\n"),
    ("Makefile", "x:\n\t@TWILIO_REGION=ie1 y\n", "x:\n\t@TWILIO_REGION=ie1 TWILIO_EDGE=dublin y\n"),
    ("a.bat", "@set TWILIO_REGION=ie1\r\n", "@set TWILIO_REGION=ie1\r\n@set TWILIO_EDGE=dublin\r\n"),
    ("a.ps1", 'Set-Item -Path Env:TWILIO_REGION -Value "ie1"\n', 'Set-Item -Path Env:TWILIO_REGION -Value "ie1"\nSet-Item -Path Env:TWILIO_EDGE -Value "dublin"\n'),
    # Units, TOML
    ("a.service", "[Service]\nExecStart=/usr/bin/env TWILIO_REGION=ie1 x\n", "[Service]\nExecStart=/usr/bin/env TWILIO_REGION=ie1 TWILIO_EDGE=dublin x\n"),
    ("a.toml", "[x]\ncommand = \"TWILIO_REGION=\\\"ie1\\\" x\"\n", "[x]\ncommand = \"TWILIO_REGION=\\\"ie1\\\" TWILIO_EDGE=\\\"dublin\\\" x\"\n"),
    ("a.toml", '[x]\ncommand = """\nexport TWILIO_REGION=ie1\nx\n"""\n', '[x]\ncommand = """\nexport TWILIO_REGION=ie1\nexport TWILIO_EDGE=dublin\nx\n"""\n'),
    # XML
    ("a.xml", '<a>\n  <env name="TWILIO_REGION" value="ie1" />\n</a>\n', '<a>\n  <env name="TWILIO_REGION" value="ie1" />\n  <env name="TWILIO_EDGE" value="dublin" />\n</a>\n'),
    ("web.config", '<a><add value="ie1" key="TWILIO_REGION"/></a>\n', '<a><add value="ie1" key="TWILIO_REGION"/><add value="dublin" key="TWILIO_EDGE"/></a>\n'),
    ("pom.xml", "<environmentVariables>\n\t<TWILIO_REGION>ie1</TWILIO_REGION>\n</environmentVariables>\n", "<environmentVariables>\n\t<TWILIO_REGION>ie1</TWILIO_REGION>\n\t<TWILIO_EDGE>dublin</TWILIO_EDGE>\n</environmentVariables>\n"),
    ("a.plist", "<key>Env</key>\n<dict>\n  <key>TWILIO_REGION</key>\n  <string>ie1</string>\n</dict>\n", "<key>Env</key>\n<dict>\n  <key>TWILIO_REGION</key>\n  <string>ie1</string>\n  <key>TWILIO_EDGE</key>\n  <string>dublin</string>\n</dict>\n"),
    ("a.xcscheme", '<E>\n  <EnvironmentVariable\n     key = "TWILIO_REGION"\n     value = "ie1">\n  </EnvironmentVariable>\n</E>\n', '<E>\n  <EnvironmentVariable\n     key = "TWILIO_REGION"\n     value = "ie1">\n  </EnvironmentVariable>\n  <EnvironmentVariable\n     key = "TWILIO_EDGE"\n     value = "dublin">\n  </EnvironmentVariable>\n</E>\n'),
    # Crontabs
    ("crontab", "0 * * * * TWILIO_REGION=ie1 x\n", "0 * * * * TWILIO_REGION=ie1 TWILIO_EDGE=dublin x\n"),
    ("etc/cron.d/x", "@daily root TWILIO_REGION=ie1 x\n", "@daily root TWILIO_REGION=ie1 TWILIO_EDGE=dublin x\n"),
    ("crontab", "TWILIO_REGION=ie1\n@daily x\n", "TWILIO_REGION=ie1\nTWILIO_EDGE=dublin\n@daily x\n"),
]  # fmt: skip

# Found, and left: nobody can be sure that one more has the effect.
WITHOUT_FIX = [
    ("Dockerfile", "FROM a\nARG TWILIO_REGION=ie1\n"),
    ("Dockerfile", 'FROM a\nCMD ["sh", "-c", "TWILIO_REGION=ie1 x"]\n'),
    ("Dockerfile", "FROM a\nRUN echo TWILIO_REGION=ie1 >> /etc/environment\n"),
    ("compose.yml", "build:\n  args:\n    TWILIO_REGION: ie1\n"),
    ("docker-bake.hcl", 'target "a" {\n  args = {\n    TWILIO_REGION = "ie1"\n  }\n}\n'),
    ("main.tf", "a = <<EOF\nTWILIO_REGION=ie1\nEOF\n"),
    ("ci.yml", "with:\n  build-args: |\n    TWILIO_REGION=ie1\n"),
    ("ci.yml", "strategy:\n  matrix:\n    include:\n      - env: |\n          TWILIO_REGION=ie1\n          A=b\n"),
    ("cm.yaml", "data:\n  .env: >\n    TWILIO_REGION=ie1\n"),
    ("cm.yaml", "data:\n  .env:\n    TWILIO_REGION=ie1\n    A=b\n"),
    ("serverless.yml", "environment:\n  TWILIO_REGION: ${env:TWILIO_REGION, 'ie1'}\n"),
    ("a.json", r'{"TWILIO_REGION": "${TWILIO_REGION:-\"ie1\"}"}'),
    ("a.sh", "gh variable set TWILIO_REGION --body ie1\n"),
    ("a.sh", "echo ie1 | gh secret set TWILIO_REGION\n"),
    ("a.xml", '<r><string name="TWILIO_REGION">ie1</string></r>\n'),
    ("a.xml", '<r><env id="7" name="TWILIO_REGION" value="ie1"/></r>\n'),
    ("web.config", '<r><add key="TWILIO_REGION" value="ie1" xdt:Transform="SetAttributes"/></r>\n'),
    ("a.plist", "<dict><key>TWILIO_REGION</key><string>ie1</string></dict>\n"),
    ("job.xml", "<job><command>export TWILIO_REGION=ie1</command></job>\n"),
]

SILENT = [
    # The edge stands there, or holds there
    ("a.json", r'{"config": "{\"TWILIO_REGION\": \"ie1\", \"TWILIO_EDGE\": \"dublin\"}"}'),
    ("cm.yaml", "data:\n  .env: |\n    TWILIO_REGION=ie1\n    TWILIO_EDGE=dublin\n"),
    ("Dockerfile", "FROM a\nRUN TWILIO_REGION=ie1 x\nENV TWILIO_EDGE=dublin\n"),
    ("Dockerfile", "FROM a\nARG TWILIO_REGION=ie1\nARG TWILIO_EDGE=dublin\nENV TWILIO_REGION=$TWILIO_REGION TWILIO_EDGE=$TWILIO_EDGE\n"),
    ("Dockerfile", "ARG TWILIO_REGION=ie1\nFROM a:$TWILIO_REGION\n"),
    ("main.tf", 'inline = [\n  "export TWILIO_REGION=ie1",\n  "export TWILIO_EDGE=dublin",\n]\n'),
    ("Jenkinsfile", "pipeline {\n  environment {\n    TWILIO_EDGE = 'dublin'\n  }\n  stages {\n    stage('a') {\n      environment {\n        TWILIO_REGION = 'ie1'\n      }\n    }\n  }\n}\n"),
    ("Jenkinsfile", "withEnv(['TWILIO_EDGE=dublin']) {\n  sh 'TWILIO_REGION=ie1 x'\n}\n"),
    ("a.sh", "cat >> .env <<E\nTWILIO_REGION=ie1\nE\ncat >> .env <<E\nTWILIO_EDGE=dublin\nE\n"),
    ("a.sh", "export TWILIO_EDGE=dublin\nTWILIO_REGION=ie1 a\nTWILIO_REGION=ie1 TWILIO_EDGE=dublin b\n"),
    ("a.sh", 'docker run -e A="x;y" -e TWILIO_REGION=ie1 -e B=$(f "a b"; g) -e TWILIO_EDGE=dublin x\n'),
    ("a.sh", "docker run -e TWILIO_REGION=ie1 -e TWILIO_EDGE x\n"),
    ("a.sh", "TWILIO_REGION=ie1 \\\n  TWILIO_EDGE=dublin \\\n  x\n"),
    (".gitlab-ci.yml", "variables:\n  TWILIO_EDGE: dublin\nj:\n  script:\n    - TWILIO_REGION=ie1 x\n"),
    (".gitlab-ci.yml", "j:\n  before_script:\n    - export TWILIO_EDGE=dublin\n  script:\n    - export TWILIO_REGION=ie1\n"),
    ("ci.yml", "steps:\n  - run: echo TWILIO_EDGE=dublin >> $GITHUB_ENV\n  - run: echo TWILIO_REGION=ie1 >> $GITHUB_ENV\n"),
    ("a.service", "[Service]\nExecStart=/usr/bin/env TWILIO_REGION=ie1 x\nEnvironment=TWILIO_EDGE=dublin\n"),
    ("a.xml", '<a>\n<env name="TWILIO_REGION" value="ie1"/>\n<env name="TWILIO_EDGE" value="dublin"/>\n</a>\n'),
    ("crontab", "TWILIO_EDGE=dublin\n0 * * * * TWILIO_REGION=ie1 x\n"),
    # Comments, and texts for people
    ("Dockerfile", "FROM a\nRUN a && \\\n    # TWILIO_REGION=ie1 x && \\\n    b\n"),
    ("main.tf", "a = <<EOF\n# export TWILIO_REGION=ie1\nEOF\n"),
    ("main.tf", 'variable "x" {\n  description = <<EOF\nexport TWILIO_REGION=ie1\nEOF\n}\n'),
    ("cm.yaml", "data:\n  README.md: |\n    TWILIO_REGION=ie1\n    b\n"),
    ("a.toml", '[x]\ndescription = """\nTWILIO_REGION=ie1\n"""\n'),
    ("a.xml", '<a><!-- <env name="TWILIO_REGION" value="ie1"/> --></a>\n'),
    ("crontab", "# 0 * * * * TWILIO_REGION=ie1 x\n"),
    ("a.sh", 'echo "Set TWILIO_REGION=ie1 to use Ireland"\n'),
    ("a.sh", "grep TWILIO_REGION=ie1 .env\n"),
    # Other names, and values that are none
    ("a.xml", '<a><add key="TWILIO_REGION_NAME" value="ie1"/><add key="TWILIO_REGION" value="${r}"/></a>\n'),
    ("a.xml", '<a><add key="TWILIO_REGION" value="us1"/><add key="B_TWILIO_REGION" value=""/></a>\n'),
    ("Dockerfile", "FROM a\nRUN TWILIO_REGION=us1 x\nRUN TWILIO_REGION_NAME=ie1 x\nRUN TWILIO_REGION=$R x\n"),
    ("Jenkinsfile", "withEnv([\"TWILIO_REGION=${region}\", 'TWILIO_REGIONS=ie1']) {\n}\n"),
    ("crontab", "0 * * * * TWILIO_REGIONS=ie1 x\n"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "text", "expected"), FIXED)
def test_fixed(path: str, text: str, expected: str) -> None:
    found = find(text, path, Options())
    assert {finding.code for finding in found} == {"EW301"}
    assert {text[finding.start : finding.end].strip("\"' ").split("_")[-1][:6] for finding in found} <= {"REGION"}
    assert applied(text, found) == expected
    rewritten = fix_source(text, filename=path)
    assert (rewritten.text, rewritten.error, rewritten.left) == (expected, None, ())


@pytest.mark.parametrize(("path", "text"), [(path, text) for path, text, _ in FIXED])
def test_fixed_for_us1(path: str, text: str) -> None:
    rewritten = fix_source(text, filename=path, processing_region="us1")
    assert (rewritten.text, rewritten.error) == (text.replace("ie1", "us1"), None)


@pytest.mark.parametrize(("path", "text"), WITHOUT_FIX)
def test_found_and_left(path: str, text: str) -> None:
    assert [(found.code, found.fix) for found in find(text, path, Options())] == [("EW301", None)]


@pytest.mark.parametrize(("path", "text"), SILENT)
def test_silent(path: str, text: str) -> None:
    assert find(text, path, Options()) == []


def test_texts_within_texts() -> None:
    text = r'{"a": "{\"b\": \"{\\\"TWILIO_REGION\\\": \\\"ie1\\\"}\"}"}'
    expected = text.replace(r"\\\"ie1\\\"", r"\\\"ie1\\\", \\\"TWILIO_EDGE\\\": \\\"dublin\\\"")
    assert fix_source(text, filename="a.json").text == expected


def test_not_without_end() -> None:
    text = "".join(f"{' ' * depth}a: |\n" for depth in range(400)) + " " * 400 + "TWILIO_REGION: ie1\n"
    assert find(text, "a.yaml", Options()) == []
