using DrsDurable.DurableTask.Sidecar.Protocol;
using DrsDurable.Testing.Hubs;
using Microsoft.Data.Sqlite;
using static DrsDurable.DurableTask.Tests.Hub.HubCalls;

namespace DrsDurable.DurableTask.Tests.Hub.Parking;

/// <summary>Invariant 14: what an instance that never ends keeps in the store does not grow with its generations.</summary>
public sealed class EternalInstanceTests
{
    private static readonly Action<DurableTaskRegistry> Eternal = tasks => tasks
        .AddActivityFunc<int, int>("Count", (_, value) => value + 1)
        .AddOrchestratorFunc<int, int>("Eternal", async (context, round) =>
        {
            var next = await context.CallActivityAsync<int>("Count", round);
            if (next % 100 == 0)
            {
                await context.WaitForExternalEvent<int>("go on");
            }

            context.ContinueAsNew(next);
            return 0;
        });

    [Fact]
    public async Task An_eternal_instance_keeps_a_constant_number_of_items()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Weak, Eternal);
        await StartAsync(hub, "a", "Eternal", "0");
        await hub.IdleAsync();
        var items = hub.Medium.Weak.ItemCount;

        foreach (var _ in Enumerable.Range(0, 10))
        {
            await hub.Client.RaiseEventAsync("a", "go on", "1", null, default);
            await hub.IdleAsync();
        }

        (await GetAsync(hub, "a")).Input.Should().Be("1099");
        hub.Medium.Weak.ItemCount.Should().Be(items);
    }

    [Fact]
    public async Task An_eternal_instance_keeps_a_constant_number_of_rows_in_SQLite()
    {
        await using var hub = await VirtualHub.StartAsync(HubStoreKind.Sqlite, Eternal);
        await StartAsync(hub, "a", "Eternal", "0");
        await hub.IdleAsync();
        var rows = await RowsAsync(hub);

        foreach (var _ in Enumerable.Range(0, 3))
        {
            await hub.Client.RaiseEventAsync("a", "go on", "1", null, default);
            await hub.IdleAsync();
        }

        (await GetAsync(hub, "a")).Status.Should().Be(InstanceStatus.Running);
        (await RowsAsync(hub)).Should().Equal(rows);
    }

    /// <summary>Table by table, of the closed file.</summary>
    private static async Task<IReadOnlyDictionary<string, long>> RowsAsync(VirtualHub hub)
    {
        await hub.Process.StopAsync();
        var rows = new Dictionary<string, long>(StringComparer.Ordinal);
        using (var connection = new SqliteConnection($"Data Source={hub.Medium.DatabasePath};Pooling=False"))
        {
            connection.Open();
            using var tables = connection.CreateCommand();
            tables.CommandText = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'";
            using var reader = tables.ExecuteReader();
            while (reader.Read())
            {
                using var count = connection.CreateCommand();
                count.CommandText = $"SELECT count(*) FROM {reader.GetString(0)}";
                rows[reader.GetString(0)] = (long)count.ExecuteScalar()!;
            }
        }

        await hub.StartProcessAsync();
        await hub.IdleAsync();
        return rows;
    }
}
