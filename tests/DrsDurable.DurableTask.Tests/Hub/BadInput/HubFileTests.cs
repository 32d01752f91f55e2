using DrsDurable.DurableTask.Sidecar.Sqlite;
using DrsDurable.DurableTask.Sidecar.Store;
using DrsDurable.Testing.Hubs;

namespace DrsDurable.DurableTask.Tests.Hub.BadInput;

/// <summary>Places and files that a hub refuses, each with the way out.</summary>
public sealed class HubFileTests : IDisposable
{
    private readonly HubMedium medium = new(HubStoreKind.Sqlite, seed: 0);

    public void Dispose() => medium.Dispose();

    [Fact]
    public async Task A_network_file_system_is_refused_naming_the_folder_its_kind_and_the_way_out()
    {
        await using var store = new SqliteHubStore(new HubFile(medium.DatabasePath, _ => new FileSystemKind("nfs4", IsNetwork: true)), TimeProvider.System);

        var refused = await store.OpenAsync("default", "owner", default);

        refused.Outcome.Should().Be(OpenOutcome.UnsupportedLocation);
        refused.Detail.Should().Contain(Path.GetDirectoryName(medium.DatabasePath)).And.Contain("nfs4").And.Contain("local disk");
        File.Exists(medium.DatabasePath).Should().BeFalse("nothing is written there");
    }

    [Fact]
    public void A_local_folder_is_none()
    {
        FileSystemKind.Of(Path.GetDirectoryName(medium.DatabasePath)!).IsNetwork.Should().BeFalse();
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused_and_left_as_it_is()
    {
        var text = string.Concat(Enumerable.Repeat("This is a letter, not a database. ", 100));
        await File.WriteAllTextAsync(medium.DatabasePath, text);

        await ShouldBeRefusedAsync();

        (await File.ReadAllTextAsync(medium.DatabasePath)).Should().Be(text);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public async Task A_database_cut_short_is_refused(double kept)
    {
        await CreateAsync(instances: 200);
        using (var file = new FileStream(medium.DatabasePath, FileMode.Open))
        {
            file.SetLength((long)(file.Length * kept) / 4096 * 4096);
        }

        await ShouldBeRefusedAsync();
    }

    [Fact]
    public async Task A_database_whose_first_page_is_overwritten_is_refused()
    {
        await CreateAsync(instances: 1);
        using (var file = new FileStream(medium.DatabasePath, FileMode.Open))
        {
            file.Write(new byte[100]);
        }

        await ShouldBeRefusedAsync();
    }

    [Fact]
    public async Task A_refused_file_is_opened_after_it_was_brought_back()
    {
        await CreateAsync(instances: 3);
        var copy = await File.ReadAllBytesAsync(medium.DatabasePath);
        await File.WriteAllBytesAsync(medium.DatabasePath, copy[..5000]);
        await ShouldBeRefusedAsync();

        await File.WriteAllBytesAsync(medium.DatabasePath, copy);
        await using var store = medium.Open(TimeProvider.System);
        (await store.OpenAsync("default", "owner", default)).Outcome.Should().Be(OpenOutcome.Opened);
        (await store.ListActiveAsync(0, null, default)).Items.Should().HaveCount(3);
    }

    [Fact]
    public async Task A_second_owner_is_refused_naming_the_file_and_the_way_out()
    {
        await using var first = medium.Open(TimeProvider.System);
        await first.OpenAsync("default", "one", default);
        await using var second = medium.Open(TimeProvider.System);

        var refused = await second.OpenAsync("default", "two", default);

        refused.Outcome.Should().Be(OpenOutcome.InUse);
        refused.Detail.Should().Contain(medium.DatabasePath).And.Contain("Stop it, or choose another data directory");
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_refused_naming_it_and_the_way_out()
    {
        var occupied = medium.DatabasePath + ".occupied";
        await File.WriteAllTextAsync(occupied, "a file");
        await using var store = new SqliteHubStore(Path.Combine(occupied, "hub.db"), TimeProvider.System);

        var refused = await store.OpenAsync("default", "owner", default);

        refused.Outcome.Should().Be(OpenOutcome.Unusable);
        refused.Detail.Should().Contain(occupied).And.Contain("choose another");
    }

    private async Task CreateAsync(int instances)
    {
        await using var store = medium.Open(TimeProvider.System);
        await store.OpenAsync("default", "creator", default);
        foreach (var i in Enumerable.Range(0, instances))
        {
            var head = new InstanceHead(
                $"i{i}", "l", "Name", null, new Dictionary<string, string>(StringComparer.Ordinal), null, null, "l", DateTime.UnixEpoch, null, DateTime.UnixEpoch, null,
                Sidecar.Protocol.InstanceStatus.Pending, null, 0, -1);
            await store.SendAsync([new OutboundCreation(new InstanceCreation(head, new string('x', 500), InstanceCreation.EveryTerminalStatus))], default);
        }
    }

    private async Task ShouldBeRefusedAsync()
    {
        await using var store = medium.Open(TimeProvider.System);

        var refused = await store.OpenAsync("default", "owner", default);

        refused.Outcome.Should().Be(OpenOutcome.Unusable);
        refused.Lease.Should().BeNull();
        refused.Detail.Should().Contain(medium.DatabasePath).And.Contain("copy of the data directory").And.Contain("begin anew");
    }
}
