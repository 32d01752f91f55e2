using System.Text.Json;
using DrsDurable.Host.CommandLine;
using DrsDurable.Host.Composition;
using DrsDurable.Simulator.Clock;

namespace DrsDurable.Host.Simulation;

/// <summary>
/// Domain time taken from a simulator in another process: this clock runs at the simulator's pace between readings, stands when the simulator
/// stands or cannot be reached, and never goes back.
/// </summary>
public sealed class FollowedClock : IDisposable
{
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMilliseconds(200);

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true };

    private readonly HttpClient http;
    private readonly TimeProvider machineClock;
    private readonly SimulatedClock clock;

    private FollowedClock(HttpClient http, TimeProvider machineClock, SimulatorClockReading first)
    {
        this.http = http;
        this.machineClock = machineClock;
        clock = new SimulatedClock(new ClockState(machineClock.GetUtcNow(), first.Now, first.TimeScale, first.Step), machineClock);
    }

    public TimeProvider Clock => clock;

    /// <summary>True while simulated time moves only by command: such a clock is read more often.</summary>
    public bool Stands => clock.State.Step;

    /// <exception cref="StartException">Nothing that is a simulator answers there.</exception>
    public static async Task<FollowedClock> ConnectAsync(Uri simulator, TimeProvider machineClock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(simulator);
        ArgumentNullException.ThrowIfNull(machineClock);
        var http = new HttpClient { BaseAddress = simulator, Timeout = TimeSpan.FromSeconds(2) };
        var began = machineClock.GetTimestamp();
        while (true)
        {
            try
            {
                return new FollowedClock(http, machineClock, await ReadAsync(http, cancellationToken).ConfigureAwait(false));
            }
            catch (SimulatorUnreachableException error) when (machineClock.GetElapsedTime(began) > ConnectLimit)
            {
                http.Dispose();
                throw new StartException(
                    ExitCode.UsageOrConfiguration,
                    $"No simulator answers at {simulator.GetLeftPart(UriPartial.Authority)} ({error.Message}): start one with "
                    + "'dotnet run --project src/DrsDurable.Simulator', correct --Simulator:Url, or leave out --Simulator:Mode to run one in this process.",
                    error);
            }
            catch (SimulatorUnreachableException)
            {
                await Task.Delay(RetryAfter, machineClock, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Reads the simulator's clock once and follows it.</summary>
    /// <exception cref="SimulatorUnreachableException">No reading; the clock goes on as it was.</exception>
    public async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var asked = machineClock.GetTimestamp();
        var reading = await ReadAsync(http, cancellationToken).ConfigureAwait(false);
        switch (ClockCorrection.Of(clock.State, reading, machineClock.GetElapsedTime(asked)))
        {
            case ClockCorrection.StandAt stand:
                clock.Set(step: true);
                MoveTo(stand.Now);
                break;
            case ClockCorrection.RunFrom run:
                MoveTo(run.Now);
                clock.Set(timeScale: run.TimeScale, step: false);
                break;
        }
    }

    /// <summary>While the simulator is away its time does not pass.</summary>
    public void Stop() => clock.Set(step: true);

    public void Dispose()
    {
        clock.Dispose();
        http.Dispose();
    }

    /// <summary>By way of every timer that falls due, each at its own time.</summary>
    private void MoveTo(DateTimeOffset time)
    {
        if (time - clock.GetUtcNow() is var ahead && ahead > TimeSpan.Zero)
        {
            clock.Advance(ahead);
        }
    }

    private static async Task<SimulatorClockReading> ReadAsync(HttpClient http, CancellationToken cancellationToken)
    {
        try
        {
            return await http.GetFromJsonAsync<SimulatorClockReading>("/_sim/clock", Strict, cancellationToken).ConfigureAwait(false)
                   ?? throw new JsonException("null");
        }
        catch (HttpRequestException error)
        {
            throw new SimulatorUnreachableException(error.Message, error);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SimulatorUnreachableException("no answer in time", error);
        }
        catch (Exception error) when (error is JsonException or NotSupportedException)
        {
            throw new SimulatorUnreachableException("its answer is not that of a DrsDurable simulator", error);
        }
    }
}

/// <summary>The simulator's clock could not be read.</summary>
public sealed class SimulatorUnreachableException(string message, Exception inner) : Exception(message, inner);
