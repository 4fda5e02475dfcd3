# What runs a script: the same text for every script, so that it can be read once and allowed once.
# Standard input is one line of JSON in ASCII: id, script, calls. The script only names cmdlets and
# parameters; what they are given are values of `$calls` and never become code. What comes of it goes
# out as base64 between two lines that name the id: no code page and no line width can change it.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'
$WarningPreference = 'SilentlyContinue'
$results = New-Object System.Collections.ArrayList
$faults = New-Object System.Collections.ArrayList
$step = -1
$id = ''
$fault = {
    param($failed)
    @{
        step = $step
        id = $failed.FullyQualifiedErrorId
        category = [string]$failed.CategoryInfo.Category
        message = $failed.Exception.Message
    }
}
try {
    $request = [string]::Join('', @($input)) | ConvertFrom-Json
    $id = $request.id
    $calls = $request.calls
    Import-Module DhcpServer
    . ([scriptblock]::Create($request.script))
} catch {
    [void]$faults.Add((& $fault $_))
}
$report = @{
    results = $results.ToArray()
    faults = $faults.ToArray()
    version = [string]$PSVersionTable.PSVersion
    computer = $env:COMPUTERNAME
    now = [DateTime]::UtcNow.ToString('o')
}
$text = ConvertTo-Json -InputObject $report -Depth 8 -Compress
$text = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes($text))
[Console]::Out.WriteLine('DHCPAIR-BEGIN ' + $id)
[Console]::Out.WriteLine($text)
[Console]::Out.WriteLine('DHCPAIR-END ' + $id + ' ' + $text.Length)
